import {
  callSchema,
  commandInputs,
  maxCallBytes,
  type CommandName,
  type Handlers,
  type ParsedInput,
} from "../app/contract.ts";
import { fail, type Result } from "../app/result.ts";
import type { Log } from "./log.ts";

/** The id in the answer to a call whose id could not be read. */
const unreadableId = -1;

/** The answer to an invalid call. */
export const refusedAnswer = answer(unreadableId, fail("bad-command"));

/**
 * Answers one call of a page: JSON in, JSON out (`answerSchema`). An unknown call or a
 * wrong shape is answered `bad-command`, and a handler that throws `internal`. Never rejects.
 */
export async function dispatch(handlers: Handlers, callText: string, log: Log): Promise<string> {
  const call = readCall(callText);
  if (call === undefined || !isCommand(call.name)) {
    log.once("a page sent a call that is not known or not of its shape; it was refused");
    return answer(call?.id ?? unreadableId, fail("bad-command"));
  }
  return answer(call.id, await run(handlers, call.name, call.input, log));
}

async function run<N extends CommandName>(
  handlers: Pick<Handlers, N>,
  name: N,
  input: unknown,
  log: Log,
): Promise<Result<unknown>> {
  const parsed = commandInputs[name].safeParse(input);
  if (!parsed.success) {
    log.once(`a page called ${name} with input that is not of its shape; it was refused`);
    return fail("bad-command");
  }
  try {
    return await handlers[name](parsed.data as ParsedInput<N>);
  } catch (error) {
    // Handlers answer expected failures as values, so this is a bug. It may fail this call but no other.
    log.bug(error);
    return fail("internal");
  }
}

/** The call; one without a name if only its id could be read; undefined if not even that. */
function readCall(text: string): { id: number; name: string; input?: unknown } | undefined {
  if (Buffer.byteLength(text) > maxCallBytes) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Not JSON: the caller sees it as a missing call.
    return undefined;
  }
  const call = callSchema.safeParse(value);
  if (call.success) return call.data;
  const id = callSchema.pick({ id: true }).loose().safeParse(value);
  return id.success ? { id: id.data.id, name: "" } : undefined;
}

/** `hasOwn`: "constructor" and "__proto__" are on every object and are no commands. */
function isCommand(name: string): name is CommandName {
  return Object.hasOwn(commandInputs, name);
}

function answer(id: number, result: Result<unknown>): string {
  return JSON.stringify({ kind: "answer", id, result });
}
