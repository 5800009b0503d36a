import { Menu } from "@base-ui/react/menu";
import type { ComponentProps } from "react";

/** An entry of a menu. */
export function Item({
  className = "",
  ...props
}: ComponentProps<typeof Menu.Item> & { readonly className?: string }) {
  return <Menu.Item {...props} className={`menu-item ${className}`} />;
}
