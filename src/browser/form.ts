// Keeps a form while it is being filled: saves in the background, shows what the answers call for, holds what is typed
// when the network is gone, sends files as they are chosen. Without this module each page is saved when it is sent.

interface Words {
  readonly saved: string
  readonly offline: string
  readonly restored: string
  readonly uploading: string
  readonly cancel: string
  readonly cancelled: string
}

interface Answer {
  readonly action?: string
  readonly version?: number
  readonly saved?: string
  readonly fields?: string
  readonly rivals?: string
  readonly signIn?: string
}

const quiet = 2500
const retryEvery = 10_000
const storage = 'traboule:page:'

type Typed = readonly (readonly [name: string, value: string])[]

/** What stands in the boxes, without files and without what the page itself carries. */
const typedIn = (form: HTMLFormElement): Typed =>
  [...new FormData(form)].flatMap(([name, value]) =>
    typeof value === 'string' && !name.startsWith('page-') ? [[name, value] as const] : [],
  )

type Box = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

const isBox = (element: Element): element is Box =>
  (element instanceof HTMLInputElement && element.type !== 'hidden' && element.type !== 'file') ||
  element instanceof HTMLTextAreaElement ||
  element instanceof HTMLSelectElement

/** Writes in the boxes of a form what was held for them. */
function fill(form: HTMLFormElement, held: Typed): void {
  const values = new Map<string, string[]>()
  for (const [name, value] of held) values.set(name, [...(values.get(name) ?? []), value])
  for (const box of [...form.elements].filter(isBox)) {
    const kept = values.get(box.name)
    if (box.type === 'radio' || box.type === 'checkbox') {
      ;(box as HTMLInputElement).checked = kept?.includes(box.value) ?? false
    } else if (kept?.[0] !== undefined) box.value = kept[0]
  }
}

function sentenceLine(form: HTMLFormElement): HTMLElement {
  const known = form.querySelector<HTMLElement>('.saved span')
  if (known) return known
  const line = document.createElement('output')
  line.className = 'saved'
  const words = document.createElement('span')
  line.append(words)
  const before = form.querySelector('.stack > .meta')
  if (before) before.replaceWith(line)
  else form.append(line)
  return words
}

/** What is drawn while files leave: how far they are, and a button that stops them. */
class Sending {
  readonly #request = new XMLHttpRequest()
  readonly #bar = Object.assign(document.createElement('progress'), { max: 1, value: 0 })
  readonly #holder = Object.assign(document.createElement('div'), { className: 'upload' })

  constructor(place: Element, label: string, cancel: string) {
    const stop = Object.assign(document.createElement('button'), { type: 'button', className: 'btn quiet small' })
    stop.textContent = cancel
    stop.addEventListener('click', () => this.#request.abort())
    this.#bar.setAttribute('aria-label', label)
    this.#holder.append(this.#bar, stop)
    place.append(this.#holder)
  }

  /** The answer; undefined once it was stopped. Throws when the network is gone. */
  send(action: string, body: FormData): Promise<Answer | undefined> {
    const request = this.#request
    const done = new Promise<Answer | undefined>((resolve, reject) => {
      request.upload.addEventListener('progress', ({ loaded, total }) => (this.#bar.value = loaded / (total || 1)))
      request.addEventListener('abort', () => resolve(undefined))
      request.addEventListener('error', () => reject(new Error('network')))
      request.addEventListener('load', () => {
        const isKept = request.status >= 200 && request.status < 300
        if (isKept) resolve(JSON.parse(request.responseText) as Answer)
        else reject(new Error(String(request.status)))
      })
    })
    request.open('POST', action)
    request.setRequestHeader('accept', 'application/json')
    request.send(body)
    return done.finally(() => this.#holder.remove())
  }
}

const ask = async (action: string, body: URLSearchParams): Promise<Answer> => {
  const reply = await fetch(action, { method: 'POST', body, headers: { accept: 'application/json' } })
  if (!reply.ok) throw new Error(String(reply.status))
  return (await reply.json()) as Answer
}

class Page {
  readonly form: HTMLFormElement
  readonly words: Words
  readonly #island: HTMLElement
  #timer = 0
  #last: string
  #busy: Promise<unknown> = Promise.resolve()
  /** Files that leave or wait for their turn. */
  #uploads = 0
  #isOffline = false
  #isLeaving = false

  constructor(island: HTMLElement, form: HTMLFormElement) {
    this.form = form
    this.words = JSON.parse(island.dataset['words'] ?? '{}') as Words
    this.#island = island
    this.#last = JSON.stringify(typedIn(form))
    this.#restore()
    form.addEventListener('input', () => this.#later())
    form.addEventListener('change', (event) => this.#changed(event))
    form.addEventListener('submit', (event) => this.#leaving(event))
    window.addEventListener('online', () => void this.save())
    this.#meet()
    // Back from the browser's own memory: the page may be sent again, and knows what this window kept since.
    window.addEventListener('pageshow', () => {
      this.#isLeaving = false
      this.#meet()
    })
    window.setInterval(() => this.#isOffline && void this.save(), retryEvery)
  }

  /** Fields whose change only the server can tell the effect of: fewer once the page's rules are followed here. */
  get #watched(): readonly string[] {
    return (this.#island.dataset['watched'] ?? '').split(' ').filter((id) => id !== '')
  }

  get #place(): string {
    return storage + location.pathname
  }

  #say(sentence: string, isWaiting = false): void {
    const line = sentenceLine(this.form)
    line.textContent = sentence
    line.parentElement?.classList.toggle('waiting', isWaiting)
  }

  #later(): void {
    clearTimeout(this.#timer)
    this.#timer = window.setTimeout(() => void this.save(), quiet)
  }

  #changed(event: Event): void {
    const input = event.target
    if (input instanceof HTMLInputElement && input.type === 'file' && input.files?.length) {
      // One after the other: each leaves on what the one before left behind, and no file leaves twice.
      this.#uploads += 1
      this.#busy = this.#busy.then(() => this.#upload(input)).finally(() => (this.#uploads -= 1))
      return
    }
    const field = input instanceof Element ? input.closest<HTMLElement>('[data-field]')?.dataset['field'] : undefined
    if (field !== undefined && this.#watched.includes(field)) void this.save(true)
    else this.#later()
  }

  /** The latest version that this window has seen: a page shown again is not taken for another window's. */
  #meet(): void {
    const input = this.form.querySelector<HTMLInputElement>('[name="page-version"]')
    const draft = /\/demande\/([0-9a-f-]{36})\//.exec(this.form.action)?.[1]
    if (!input || draft === undefined) return
    const seen = Math.max(Number(input.value), Number(sessionStorage.getItem(storage + draft) ?? 0))
    sessionStorage.setItem(storage + draft, String(seen))
    input.value = String(seen)
  }

  /** Keeps on this device what the network would lose. */
  #hold(): void {
    try {
      localStorage.setItem(this.#place, JSON.stringify(typedIn(this.form)))
    } catch {
      // No room, or storage is refused: the page itself still holds it.
    }
  }

  #letGo(): void {
    try {
      localStorage.removeItem(this.#place)
    } catch {
      // Nothing was held.
    }
  }

  /** Puts back what was typed without a connection. */
  #restore(): void {
    let held: string | null
    try {
      held = localStorage.getItem(this.#place)
    } catch {
      return
    }
    if (held === null || held === this.#last) return this.#letGo()
    fill(this.form, JSON.parse(held) as Typed)
    this.#say(this.words.restored)
    void this.save()
  }

  #leaving(event: SubmitEvent): void {
    if (this.#isLeaving) {
      // A second click sends nothing more.
      event.preventDefault()
      return
    }
    clearTimeout(this.#timer)
    if (this.#uploads > 0) {
      event.preventDefault()
      const { submitter } = event
      void this.#busy.then(() => this.form.requestSubmit(submitter))
      return
    }
    this.#hold()
    if (!navigator.onLine || this.#isOffline) {
      event.preventDefault()
      this.#say(this.words.offline, true)
      void this.save().then((isKept) => isKept && this.form.requestSubmit(event.submitter))
      return
    }
    this.#isLeaving = true
    window.setTimeout(() => (this.#isLeaving = false), 8000)
    // The next page is there: what was held for this one is no longer needed.
    window.addEventListener('pagehide', () => this.#letGo(), { once: true })
  }

  /** Sends what is typed; true once it is kept. */
  save(refresh = false): Promise<boolean> {
    const run = this.#busy.then(() => this.#save(refresh))
    this.#busy = run
    return run
  }

  async #save(refresh: boolean): Promise<boolean> {
    const typed = JSON.stringify(typedIn(this.form))
    if (typed === this.#last && !this.#isOffline && !refresh) return true
    const body = new FormData(this.form)
    const texts = [...body].filter((pair): pair is [string, string] => typeof pair[1] === 'string')
    const params = new URLSearchParams(texts)
    params.set('page-action', 'save')
    const answer = await this.#send(() => ask(this.form.action, params), typed)
    if (!answer) return false
    if (refresh && answer.fields !== undefined) this.#show(answer.fields)
    return true
  }

  async #send(ready: () => Promise<Answer | undefined>, typed: string): Promise<Answer | undefined> {
    try {
      const answer = await ready()
      if (answer === undefined) return undefined
      if (answer.signIn !== undefined) {
        location.assign(answer.signIn)
        return undefined
      }
      this.#last = typed
      this.#isOffline = false
      this.#kept(answer)
      return answer
    } catch {
      this.#isOffline = true
      this.#hold()
      this.#say(this.words.offline, true)
      return undefined
    }
  }

  #kept({ action, version, saved, rivals }: Answer): void {
    this.#letGo()
    if (action !== undefined && new URL(action, location.href).href !== this.form.action) {
      this.form.action = action
      history.replaceState(null, '', action)
    }
    this.form.querySelector('[name="page-key"]')?.remove()
    if (version !== undefined) {
      const known = this.form.querySelector<HTMLInputElement>('[name="page-version"]')
      const input = known ?? Object.assign(document.createElement('input'), { type: 'hidden', name: 'page-version' })
      input.value = String(version)
      if (!known) this.form.prepend(input)
      this.#meet()
    }
    if (saved !== undefined) this.#say(saved)
    if (rivals !== undefined) this.form.insertAdjacentHTML('beforebegin', rivals)
  }

  /** Fields that appear or go, in their place; those that stay keep what is being typed in them. */
  #show(markup: string): void {
    const next = document.createElement('template')
    next.innerHTML = markup
    const holder = this.form.querySelector('#form-fields')
    const fresh = next.content.querySelector('#form-fields')
    if (!holder || !fresh) return
    const known = new Map(
      [...holder.querySelectorAll<HTMLElement>(':scope > [data-field]')].map((each) => [each.dataset['field'], each]),
    )
    const focused = document.activeElement
    const children = [...fresh.children].map((child) => {
      const field = child instanceof HTMLElement ? child.dataset['field'] : undefined
      // What is worked out holds nothing typed: the fresh one says more.
      const isWorkedOut =
        child.querySelector('output') !== null && child.querySelector('input, textarea, select') === null
      return (field !== undefined && !isWorkedOut && known.get(field)) || child
    })
    holder.replaceChildren(...children)
    this.form.dispatchEvent(new Event('fields'))
    if (focused instanceof HTMLElement && focused.isConnected) focused.focus({ preventScroll: true })
    this.#last = JSON.stringify(typedIn(this.form))
  }

  /** A chosen file leaves at once; the page shows it received, or says why not. */
  async #upload(input: HTMLInputElement): Promise<void> {
    const field = input.closest<HTMLElement>('[data-field]')
    const files = [...(input.files ?? [])]
    if (!field || files.length === 0) return
    const label = this.words.uploading.replace('{name}', files.map(({ name }) => name).join(', '))
    this.#say(label, true)
    const typed = JSON.stringify(typedIn(this.form))
    const body = new FormData(this.form)
    body.set('page-action', 'save')
    const sending = new Sending(input.closest('.file') ?? field, label, this.words.cancel)
    const answer = await this.#send(() => sending.send(this.form.action, body), typed)
    if (answer === undefined && !this.#isOffline) {
      input.value = ''
      this.#say(this.words.cancelled)
      input.focus()
    }
    if (answer?.fields === undefined) return
    const next = document.createElement('template')
    next.innerHTML = answer.fields
    const fresh = next.content.querySelector(`[data-field="${CSS.escape(field.dataset['field'] ?? '')}"]`)
    if (!fresh) return
    field.replaceWith(fresh)
    fresh.querySelector<HTMLElement>('input[type=file]')?.focus()
    this.#last = JSON.stringify(typedIn(this.form))
  }
}

/** What only some fields need comes with them. */
function takeModules(): void {
  for (const { dataset } of document.querySelectorAll<HTMLElement>('#form-island [data-module]'))
    if (dataset['module'] !== undefined) void import(dataset['module'])
}

const island = document.querySelector<HTMLElement>('#form-island')
const form = island?.querySelector('form')
if (island && form) {
  void new Page(island, form)
  takeModules()
  form.addEventListener('fields', takeModules)
}

export {}
