import mark from "../../assets/icon.svg";

/** Kith's logo, the same as on its icons. */
export function Brand() {
  return <img className="brand" src={mark} width={48} height={48} alt="" />;
}
