/** A browser's memory of one simulator: its cookies, and what it sends to the pages of the simulator. */
export class SimulatorVisitor {
  readonly #cookies = new Map<string, string>()

  async #send(
    url: string,
    init: { method?: string; body?: string; headers?: Record<string, string> } = {},
  ): Promise<Response> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(url, { ...init, redirect: 'manual', headers: { ...init.headers, cookie } })
    for (const line of answer.headers.getSetCookie()) {
      const [name = '', ...value] = (line.split(';')[0] ?? '').split('=')
      this.#cookies.set(name, value.join('='))
    }
    return answer
  }

  /**
   * Goes where a redirection leads until it leaves the simulator, filling in its page with these answers.
   * @returns the address outside, with the parameters of the answer.
   */
  async walk(start: string, answers: Readonly<Record<string, string>>): Promise<URL> {
    const { origin } = new URL(start)
    let url = new URL(start)
    for (let step = 0; step < 12 && url.origin === origin; step++) {
      let answer = await this.#send(url.href)
      if (answer.status === 200) {
        answer = await this.#send(url.href, {
          method: 'POST',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: new URLSearchParams({ consent: 'yes', ...answers }).toString(),
        })
      }
      const location = answer.headers.get('location')
      if (location === null)
        throw new Error(`${url.pathname}: ${answer.status} ${(await answer.text()).split('<h1>').at(-1)}`)
      url = new URL(location, url)
    }
    return url
  }

  /** Presses the button of the page that asks whether to leave. */
  async leave(start: string): Promise<URL> {
    const page = await (await this.#send(start)).text()
    const action = /action="([^"]+)"/.exec(page)?.[1] ?? ''
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(page)?.[1] ?? ''
    const answer = await this.#send(action, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ xsrf, logout: 'yes' }).toString(),
    })
    return new URL(answer.headers.get('location') ?? '', start)
  }
}
