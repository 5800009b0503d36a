/** What one side answers to the other. */
export type Answers = Record<string, (...input: never[]) => unknown>;

/** Where messages come from and go to: one end of a channel between two processes. */
export interface Port {
  readonly send: (message: unknown) => void;
  readonly onMessage: (listener: (message: unknown) => void) => void;
}

/** Calls the other side; rejects with its message if it failed. */
export type Ask<Theirs extends Answers> = <N extends keyof Theirs & string>(
  name: N,
  ...input: Parameters<Theirs[N]>
) => Promise<Awaited<ReturnType<Theirs[N]>>>;

type Message =
  | { readonly is: "question"; readonly id: number; readonly name: string; readonly input: never[] }
  | { readonly is: "answer"; readonly id: number; readonly value: unknown }
  | { readonly is: "trouble"; readonly id: number; readonly sentence: string };

/** A channel between two processes on which both may call. Calls arrive in order. */
export function openLine<Theirs extends Answers>(port: Port, answers: Answers): Ask<Theirs> {
  const open = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  let lastId = 0;

  const answer = async (id: number, name: string, input: never[]) => {
    try {
      port.send({ is: "answer", id, value: await answers[name]?.(...input) } satisfies Message);
    } catch (error) {
      const sentence = error instanceof Error ? error.message : String(error);
      port.send({ is: "trouble", id, sentence } satisfies Message);
    }
  };

  port.onMessage((received) => {
    const message = received as Message;
    if (message.is === "question") return void answer(message.id, message.name, message.input);
    const waiting = open.get(message.id);
    open.delete(message.id);
    if (message.is === "answer") waiting?.resolve(message.value as never);
    else waiting?.reject(new Error(message.sentence));
  });

  return (name, ...input) =>
    new Promise((resolve, reject) => {
      lastId += 1;
      open.set(lastId, { resolve, reject });
      port.send({ is: "question", id: lastId, name, input } satisfies Message);
    });
}
