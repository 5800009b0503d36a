/* Style sheets are imported for their side effect; the build turns them into files. */
declare module "*.css";

/* A picture is a file too; the import is its address. */
declare module "*.svg" {
  const url: string;
  // eslint-disable-next-line import/no-default-export -- the build's own form
  export default url;
}
