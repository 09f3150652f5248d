/** The text of a server-sent event stream becomes messages (WHATWG HTML 9.2.6); chunks may end anywhere. */

export type Message = { id: string; event: string; data: string };

export class EventParser {
  #rest = "";
  #id = "";
  #event = "";
  #data: string[] = [];

  /** The messages that `chunk` completes; comments and unknown fields are dropped. */
  push(chunk: string): Message[] {
    const messages: Message[] = [];
    const text = this.#rest + chunk;
    // a CR at the very end may be the first half of CRLF
    const lines = text.split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line === "") {
        if (this.#data.length) messages.push({ id: this.#id, event: this.#event, data: this.#data.join("\n") });
        this.#event = "";
        this.#data = [];
      } else this.#field(line);
    }
    return messages;
  }

  #field(line: string): void {
    const colon = line.indexOf(":");
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "data") this.#data.push(value);
    else if (name === "event") this.#event = value;
    else if (name === "id" && !value.includes("\0")) this.#id = value;
  }
}
