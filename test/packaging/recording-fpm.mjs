#!/usr/bin/env node
import { copyFileSync, writeFileSync } from "node:fs";

/*
 * Replaces fpm, which electron-builder would download to write a .deb: instead of the package it writes its arguments
 * and the menu entry, which electron-builder deletes.
 */

const args = process.argv.slice(2);
const output = args[args.indexOf("--package") + 1] ?? "";
const entry = args.map((arg) => arg.split("=")).find(([, to]) => to?.endsWith(".desktop"));
if (entry?.[0] !== undefined) copyFileSync(entry[0], `${output}.desktop`);
writeFileSync(output, JSON.stringify(args));
