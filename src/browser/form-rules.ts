// Follows the rules of a page while it is being filled: what to show, ask, work out and check, without asking the server.
// Without this module the page asks the server as it changes, or is redrawn when it is sent.

type Value = string | number | boolean | null | readonly unknown[]

/** The rules of a page, as the server wrote them; see `live.ts` of procedures, which follows them on both sides. */
interface Live {
  readonly checks: readonly { readonly id: string; readonly fields: readonly string[] }[]
  readonly messages: Readonly<Record<string, string>>
}

interface LiveState {
  readonly shown: ReadonlySet<string>
  readonly required: ReadonlySet<string>
  readonly values: ReadonlyMap<string, Value>
  readonly broken: readonly string[]
}

interface Words {
  readonly optional?: string
  readonly yes?: string
  readonly no?: string
}

interface Follower {
  readonly follow: (page: Live, entries: Record<string, string[]>, language: unknown) => LiveState
}

type Box = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

/** What is typed under the names by which it is kept: the boxes of a date are `birth-day` on the page. */
function entriesOf(form: HTMLFormElement): Record<string, string[]> {
  const entries: Record<string, string[]> = {}
  for (const [name, value] of new FormData(form)) {
    if (typeof value !== 'string' || name.startsWith('page-')) continue
    ;(entries[name.replace(/-(day|month|year)$/, '.$1')] ??= []).push(value)
  }
  return entries
}

/** Shows, asks, works out and checks in the page what its rules say: the server does the same when it is sent. */
class Rules {
  readonly form: HTMLFormElement
  readonly words: Words
  readonly live: Live
  readonly state: (form: HTMLFormElement) => LiveState

  constructor(page: { form: HTMLFormElement; words: Words }, live: Live, state: (form: HTMLFormElement) => LiveState) {
    this.form = page.form
    this.words = page.words
    this.live = live
    this.state = state
  }

  apply(): void {
    const state = this.state(this.form)
    for (const path of this.#followed()) this.#show(path, state.shown.has(path))
    for (const field of this.form.querySelectorAll<HTMLElement>('[data-follows]')) {
      const { path = '', follows = '' } = field.dataset
      if (follows.includes('requiredWhen')) this.#mark(field, state.required.has(path))
      if (follows.includes('value')) this.#write(field, state.values.get(path) ?? null)
    }
    for (const check of this.live.checks) this.#tell(check, state)
  }

  /** The fields that come and go, those of rows too: what stands in the page, and what waits in its templates. */
  #followed(): readonly string[] {
    const later = [...this.form.querySelectorAll<HTMLElement>('template[data-later]')]
    const here = [...this.form.querySelectorAll<HTMLElement>('[data-follows~=condition]')]
    return [...here.map((each) => each.dataset['path']), ...later.map((each) => each.dataset['later'])].flatMap(
      (path) => path ?? [],
    )
  }

  #holder(path: string): HTMLElement | null {
    return this.form.querySelector<HTMLElement>(`[data-path="${CSS.escape(path)}"]`)
  }

  #show(id: string, isShown: boolean): void {
    const field = this.#holder(id)
    const later = this.form.querySelector<HTMLTemplateElement>(`template[data-later="${CSS.escape(id)}"]`)
    if (isShown && later) {
      const inner = later.content.firstElementChild
      if (!(inner instanceof HTMLElement)) return
      later.replaceWith(inner)
      this.#say(inner, true)
    } else if (!isShown && field) {
      const template = document.createElement('template')
      template.dataset['later'] = id
      field.replaceWith(template)
      template.content.append(field)
      this.#say(field, false)
    }
  }

  /** A field of the page itself. */
  #field(id: string): HTMLElement | null {
    return this.form.querySelector<HTMLElement>(`#form-fields > [data-field="${CSS.escape(id)}"]`)
  }

  /** Which fields stand in the page: what a hidden one held is kept when the page is sent. */
  #say(field: HTMLElement, isShown: boolean): void {
    const list = this.form.querySelector<HTMLInputElement>('[name="page-shown"]')
    if (!list || field.dataset['shown'] === undefined) return
    const ids = new Set(list.value.split(' ').filter((id) => id !== ''))
    for (const id of field.dataset['shown'].split(' '))
      if (isShown) ids.add(id)
      else ids.delete(id)
    list.value = [...ids].join(' ')
  }

  #mark(field: HTMLElement, isRequired: boolean): void {
    const title = field.querySelector('label, legend')
    if (!title) return
    const known = title.querySelector<HTMLElement>('.opt')
    if (known) known.hidden = isRequired
    else if (!isRequired) {
      const mark = Object.assign(document.createElement('span'), { className: 'opt' })
      mark.textContent = ` ${this.words.optional ?? ''}`
      title.append(mark)
    }
    for (const box of field.querySelectorAll<Box>('input:not([type=checkbox]), textarea, select'))
      box.required = isRequired
  }

  #write(field: HTMLElement, value: Value): void {
    const output = field.querySelector('output')
    if (output && value !== null) output.textContent = this.#written(value, output.dataset['gives'] ?? '')
  }

  #written(value: Value, gives: string): string {
    const { lang } = document.documentElement
    if (typeof value === 'boolean') return (value ? this.words.yes : this.words.no) ?? ''
    if (typeof value === 'number') {
      const money = { style: 'currency', currency: 'EUR', trailingZeroDisplay: 'stripIfInteger' } as const
      return gives === 'amount'
        ? new Intl.NumberFormat(lang, money).format(value / 100)
        : new Intl.NumberFormat(lang).format(value)
    }
    const day = gives === 'date' ? new Date(`${String(value)}T12:00:00Z`) : undefined
    return day ? day.toLocaleDateString(lang, { dateStyle: 'full' }) : String(value)
  }

  /** A rule that does not hold, beside its first field, once all of them are filled. */
  #tell({ id, fields }: Live['checks'][number], { broken, shown, values }: LiveState): void {
    const place = fields.map((field) => this.#field(field)).find((field) => field !== null)
    const isTold =
      broken.includes(id) &&
      fields.every((field) => !shown.has(field) || values.has(field) || values.has(`${field}.to`))
    const known = document.getElementById(`check-${id}`)
    if (!isTold) return known?.remove()
    if (known || !place) return
    const line = Object.assign(document.createElement('p'), { className: 'error', id: `check-${id}` })
    line.setAttribute('role', 'status')
    line.textContent = this.live.messages[id] ?? ''
    place.append(line)
  }
}

/** Takes the language and the rules; the server goes on telling what changes if they do not come. */
async function followPage({ dataset }: HTMLElement, form: HTMLFormElement): Promise<void> {
  const { live, rules: address } = dataset
  if (live === undefined || address === undefined) return
  const language = (await import(address)) as Follower
  const page = JSON.parse(live) as Live
  const told = JSON.parse(dataset['words'] ?? '{}') as Words
  const rules = new Rules({ form, words: told }, page, (of) => language.follow(page, entriesOf(of), language))
  form.addEventListener('input', () => rules.apply())
  form.addEventListener('fields', () => rules.apply())
  dataset['watched'] = dataset['unfollowed'] ?? ''
  rules.apply()
}

const island = document.querySelector<HTMLElement>('#form-island[data-live]')
const form = island?.querySelector('form')
if (island && form) void followPage(island, form)

export {}
