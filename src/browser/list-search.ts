// Searches a long list while one types, and chooses among what is found. Without this module a button brings the page back with
// what the words find.

interface Found {
  readonly value: string
  readonly label: string
}

interface Words {
  readonly results: string
  readonly found: string
  readonly none: string
  readonly chosen: string
}

const patience = 160
const fewest = 2
const known = new Map<string, readonly Found[]>()

async function ask(address: string, signal: AbortSignal): Promise<readonly Found[]> {
  const before = known.get(address)
  if (before) return before
  const answer = await fetch(address, { signal })
  if (!answer.ok) throw new Error(String(answer.status))
  const found = (await answer.json()) as readonly Found[]
  known.set(address, found)
  return found
}

/** One field: its words, what they find, and the control that keeps what is chosen. */
class Search {
  readonly #holder: HTMLElement
  readonly #input: HTMLInputElement
  readonly #words: Words
  readonly #list = Object.assign(document.createElement('ul'), { className: 'found' })
  readonly #said = Object.assign(document.createElement('output'), { className: 'meta' })
  #timer = 0
  #asking = new AbortController()

  constructor(holder: HTMLElement, input: HTMLInputElement) {
    this.#holder = holder
    this.#input = input
    this.#words = JSON.parse(holder.dataset['words'] ?? '{}') as Words
    this.#list.setAttribute('aria-label', this.#words.results)
    const button = holder.querySelector<HTMLElement>('[name="page-action"]')
    if (button) button.hidden = true
    input.closest('.field')?.after(this.#said, this.#list)
    input.addEventListener('input', (event) => {
      // Words that are looked for are no answer: they are not worth a save each.
      event.stopPropagation()
      clearTimeout(this.#timer)
      this.#timer = window.setTimeout(() => void this.#look(), patience)
    })
    holder.addEventListener('keydown', (event) => this.#key(event))
  }

  async #look(): Promise<void> {
    this.#asking.abort()
    this.#asking = new AbortController()
    const words = this.#input.value.trim()
    if (words.length < fewest) return this.#show([], '')
    try {
      const found = await ask(`${this.#holder.dataset['listed']}?q=${encodeURIComponent(words)}`, this.#asking.signal)
      this.#show(found, found.length === 0 ? this.#words.none : this.#words.found.replace('{count}', `${found.length}`))
    } catch {
      // A newer question was asked, or the network is gone: the button still asks the server.
      const button = this.#holder.querySelector<HTMLElement>('[name="page-action"]')
      if (button && !this.#asking.signal.aborted) button.hidden = false
    }
  }

  #show(found: readonly Found[], sentence: string): void {
    this.#said.textContent = sentence
    const lines = found.map((each) => {
      const line = document.createElement('li')
      const button = Object.assign(document.createElement('button'), { type: 'button', textContent: each.label })
      button.addEventListener('click', () => this.#choose(each))
      line.append(button)
      return line
    })
    this.#list.replaceChildren(...lines)
  }

  #choose(found: Found): void {
    const select = this.#holder.querySelector('select')
    const control = select ? this.#select(select, found) : this.#tick(found)
    this.#input.value = ''
    this.#show([], this.#words.chosen.replace('{label}', found.label))
    control.dispatchEvent(new Event('input', { bubbles: true }))
    control.dispatchEvent(new Event('change', { bubbles: true }))
    control.focus()
  }

  #select(select: HTMLSelectElement, { value, label }: Found): HTMLSelectElement {
    if (![...select.options].some((option) => option.value === value)) select.add(new Option(label, value))
    select.value = value
    return select
  }

  #tick({ value, label }: Found): HTMLElement {
    const group = this.#holder.querySelector<HTMLElement>('.choices') ?? this.#holder
    const name = this.#holder.dataset['name'] ?? ''
    const boxes = [...group.querySelectorAll<HTMLInputElement>('input[type=checkbox]')]
    const before = boxes.find((box) => box.value === value)
    const box = before ?? Object.assign(document.createElement('input'), { type: 'checkbox', name, value })
    if (!before) {
      box.id = boxes.length === 0 ? name : `${name}-${boxes.length + 1}`
      const line = Object.assign(document.createElement('label'), { className: 'choice', htmlFor: box.id })
      line.append(box, Object.assign(document.createElement('b'), { textContent: label }))
      group.append(line)
    }
    box.checked = true
    return box
  }

  /** Down goes to what is found, up comes back, Escape puts it away, Enter takes the first. */
  #key(event: KeyboardEvent): void {
    const stops: HTMLElement[] = [this.#input, ...this.#list.querySelectorAll('button')]
    const here = stops.indexOf(document.activeElement as HTMLElement)
    if (here < 0) return
    if (event.key === 'Escape') this.#show([], '')
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (event.key === 'Enter' && here === 0) {
      event.preventDefault()
      stops[1]?.click()
    }
    const next = step === undefined ? undefined : stops[here + step]
    if (!next) return
    event.preventDefault()
    next.focus()
  }
}

/** Each field once; fields come and go while a page is being filled. */
function equipAll(): void {
  for (const holder of document.querySelectorAll<HTMLElement>('[data-listed]:not([data-ready])')) {
    const input = holder.querySelector<HTMLInputElement>('input[name$=".search"]')
    if (!input) continue
    holder.dataset['ready'] = ''
    void new Search(holder, input)
  }
}

equipAll()
const fields = document.querySelector('#form-fields')?.parentElement
if (fields) new MutationObserver(equipAll).observe(fields, { childList: true, subtree: true })

export {}
