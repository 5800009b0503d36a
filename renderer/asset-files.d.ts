/* Style sheets are imported for their effect; the build turns them into files. */
declare module "*.css";

/* A picture is a file of its own too; what is imported is where it will be. */
declare module "*.svg" {
  const url: string;
  // eslint-disable-next-line import/no-default-export -- the build's own form
  export default url;
}
