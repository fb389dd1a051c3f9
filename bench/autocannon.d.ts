/** The part of autocannon's programmatic face that we use; it brings no types of its own. */
declare module 'autocannon' {
  export interface Request {
    readonly method?: 'GET' | 'POST'
    readonly path?: string
    readonly headers?: Readonly<Record<string, string>>
    readonly body?: string
  }

  /** Of one connection, from one request to the next. */
  type Context = Record<string, unknown>

  interface Hooks {
    readonly setupRequest?: (request: Request, context: Context) => Request
    readonly onResponse?: (status: number, body: string, context: Context) => void
  }

  /** One connection. */
  interface Client {
    /** What it sends, one after another; written once. */
    setRequests(requests: readonly Request[]): void
  }

  interface Options {
    readonly url: string
    readonly connections: number
    /** In seconds. */
    readonly duration?: number
    /** Requests in all; instead of a duration. */
    readonly amount?: number
    readonly headers?: Readonly<Record<string, string>>
    readonly requests: readonly (Request & Hooks)[]
    readonly setupClient?: (client: Client) => void
  }

  interface Result {
    readonly errors: number
    readonly timeouts: number
    readonly statusCodeStats: Readonly<Record<string, { readonly count: number }>>
  }

  interface Instance extends PromiseLike<Result> {
    on(
      event: 'response',
      listener: (client: unknown, status: number, bytes: number, milliseconds: number) => void,
    ): void
  }

  export default function autocannon(options: Options): Instance
}
