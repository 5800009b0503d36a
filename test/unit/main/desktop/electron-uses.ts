import {
  isBindingElement,
  isCallExpression,
  isIdentifier,
  isNewExpression,
  isObjectLiteralExpression,
  isPropertyAccessExpression,
  isStringLiteral,
  type Node,
} from "typescript/unstable/ast";
import type { Project, Symbol } from "typescript/unstable/sync";

/** A place in the source at which something of Electron's is used. */
export interface Use {
  /** The type of Electron's that has it. */
  readonly of: string;
  /** What it is there: a member, or for an event how it is listened to, `on("ready")`. */
  readonly what: string;
  readonly file: string;
  /** From the first to behind the last character of the place. */
  readonly at: readonly [number, number];
}

const listening = new Set(["on", "once", "off"]);

/** Every member, event and option of Electron's that a file uses, as the compiler understands it in this project. */
export function usesIn(project: Project, file: string): Use[] {
  const { checker, program } = project;
  const uses: Use[] = [];

  const note = (node: Node, symbol: Symbol | undefined, what?: string) => {
    // What it adds to Node's own, `process` above all, is declared in both.
    if (symbol?.declarations.every(({ path }) => path.endsWith("/electron.d.ts")) !== true) return;
    const declaration = symbol.declarations[0]?.resolve();
    const of = what === "new" ? symbol.name : ownerOf(declaration);
    uses.push({ of, what: what ?? symbol.name, file, at: [node.pos, node.end] });
  };

  const walk = (node: Node): void => {
    if (isPropertyAccessExpression(node)) {
      const event =
        listening.has(node.name.text) && isCallExpression(node.parent) && node.parent.arguments[0];
      const isEvent = event !== undefined && event !== false && isStringLiteral(event);
      note(
        isEvent ? node.parent : node,
        checker.getSymbolAtLocation(node.name),
        isEvent ? `${node.name.text}("${event.text}")` : undefined,
      );
    } else if (isNewExpression(node)) {
      const made = checker.getTypeAtLocation(node)?.getSymbol();
      note(node, made, "new");
    } else if (isBindingElement(node)) {
      const type = checker.getTypeAtLocation(node.parent);
      const name = node.propertyName ?? node.name;
      if (type !== undefined && name !== undefined && isIdentifier(name))
        note(node, checker.getPropertyOfType(type, name.text));
    } else if (isObjectLiteralExpression(node)) {
      const type = checker.getContextualType(node);
      const meant = type === undefined ? undefined : checker.getNonNullableType(type);
      const symbols = meant === undefined ? [] : checker.getPropertiesOfType(meant);
      for (const property of node.properties) {
        const name = nameOf(property);
        note(
          property,
          symbols.find((symbol) => symbol.name === name),
        );
      }
    }
    node.forEachChild((child) => walk(child));
  };
  const source = program.getSourceFile(file);
  if (source === undefined) throw new Error(`${file} is not in ${project.configFileName}`);
  walk(source);
  return uses;
}

/** The type around a member; that of an event has a name only further out. */
function ownerOf(member: Node | undefined): string {
  const around = member?.parent;
  return around === undefined ? "" : nameOf(around) || ownerOf(around);
}

function nameOf(declaration: Node): string {
  const name = "name" in declaration ? (declaration.name as Node) : undefined;
  return name !== undefined && isIdentifier(name) ? name.text : "";
}
