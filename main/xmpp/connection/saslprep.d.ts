declare module "saslprep" {
  /** RFC 4013; throws on what it forbids. */
  export default function saslprep(text: string, options?: { readonly allowUnassigned?: boolean }): string;
}
