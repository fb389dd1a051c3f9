import { entriesToSend, type FormButton, formsOf, type PageForm, type Values } from './forms.ts'

/** A page as it reached the person. */
export interface Page {
  /** Path and query, after redirections. */
  readonly path: string
  readonly status: number
  readonly html: string
}

export interface Patience {
  /** How long a person tries again before she gives up, in milliseconds. */
  readonly milliseconds: number
  /** Told of each answer that did not come, or said to come back later. */
  readonly onRetry?: (what: string) => void
}

/**
 * Somebody with a browser that runs no script: keeps cookies, follows what the server answers, and when no answer comes or
 * it says to come back, reloads or presses the button again.
 */
export class Person {
  readonly #origin: string
  readonly #patience: Patience
  readonly #cookies = new Map<string, string>()

  constructor(origin: string, patience: Patience = { milliseconds: 0 }) {
    this.#origin = origin
    this.#patience = patience
  }

  get cookies(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  /** Takes cookies that another browser was given, as `name=value; …`. */
  accept(cookies: string): void {
    for (const pair of cookies.split('; ').filter(Boolean)) {
      const [name = '', value = ''] = pair.split(/=(.*)/s)
      this.#cookies.set(name, value)
    }
  }

  open(path: string): Promise<Page> {
    return this.#send(path, {})
  }

  /** Sends a form of a page, with what was typed in it; the first button unless another is given. */
  press(page: Page, form: PageForm, values: Values = {}, button?: FormButton): Promise<Page> {
    const entries = entriesToSend(form, values, button)
    const to = new URL(button?.action ?? (form.action || page.path), new URL(page.path, this.#origin))
    if (form.method === 'get') return this.#send(`${to.pathname}?${new URLSearchParams(entries).toString()}`, {})
    return this.#send(to.pathname + to.search, { method: 'POST', ...encode(form, entries) })
  }

  /** The first form of the page that has a control of this name. */
  static formWith(page: Page, name: string): PageForm | undefined {
    return formsOf(page.html).find((form) => form.controls.some((control) => control.name === name))
  }

  async #send(path: string, request: RequestInit): Promise<Page> {
    const end = Date.now() + this.#patience.milliseconds
    for (;;) {
      const answer = await this.#once(path, request)
      if (typeof answer !== 'string') return answer
      if (Date.now() >= end) throw new Error(`${request.method ?? 'GET'} ${path}: ${answer}`)
      this.#patience.onRetry?.(answer)
      await new Promise((resolve) => setTimeout(resolve, 250))
    }
  }

  /** One attempt, redirections followed; a text when there is no page to read: it says why. */
  async #once(path: string, request: RequestInit): Promise<Page | string> {
    let answer: Response
    let html: string
    try {
      answer = await fetch(new URL(path, this.#origin), {
        ...request,
        redirect: 'manual',
        signal: AbortSignal.timeout(20_000),
        headers: { ...(request.headers as Record<string, string>), cookie: this.cookies, 'accept-language': 'fr' },
      })
      html = await answer.text()
    } catch (error) {
      return error instanceof Error ? (error.cause instanceof Error ? error.cause.message : error.message) : 'no answer'
    }
    this.#keepCookies(answer)
    if (answer.status >= 500) return `status ${answer.status}`
    const to = answer.headers.get('location')
    if (answer.status < 300 || answer.status >= 400 || to === null) return { path, status: answer.status, html }
    const next = new URL(to, new URL(path, this.#origin))
    // A redirection that does not answer is reloaded by itself: what was sent before it was taken.
    return this.#send(next.pathname + next.search, {})
  }

  #keepCookies(answer: Response): void {
    for (const line of answer.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(';')
      const [name = '', value = ''] = pair.split(/=(.*)/s)
      if (attributes.some((attribute) => /^\s*(max-age=0|expires=thu, 01 jan 1970)/i.test(attribute))) {
        this.#cookies.delete(name)
      } else this.#cookies.set(name, value)
    }
  }
}

function encode(form: PageForm, entries: readonly [string, string][]): RequestInit {
  if (!form.hasFiles) {
    return {
      body: new URLSearchParams(entries.map(([name, value]) => [name, value])).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    }
  }
  const body = new FormData()
  for (const [name, value] of entries) body.append(name, value)
  // An input without a file is sent as browsers do: nameless and empty.
  for (const { name, kind } of form.controls) if (kind === 'file') body.append(name, new Blob([]), '')
  return { body }
}
