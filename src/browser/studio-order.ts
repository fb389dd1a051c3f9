// The order of a form: pages and questions are taken by their handle, by mouse, by finger or by keyboard, and put down
// elsewhere. Without this module the buttons "Monter", "Descendre" and "Déplacer" do the same.

interface Words {
  readonly taken: string
  readonly place: string
  readonly end: string
  readonly back: string
  readonly down: string
}

/** Somewhere to put down: before an item of a list, at its end, or at the end of a page that is folded. */
interface Slot {
  readonly list: HTMLElement
  readonly before: HTMLElement | undefined
  /** A page, and the rows that one enters there: "vous/enfants". */
  readonly into: string
  readonly after: string
  readonly place: number
  readonly of: number
  readonly isFolded: boolean
}

const remembered = 'atelier-ordre'

const itemsIn = (list: Element): HTMLElement[] =>
  [...list.children].filter((each): each is HTMLElement => each instanceof HTMLElement && 'item' in each.dataset)

const kindOf = (item: HTMLElement): string => (item.dataset['item'] ?? '').split(':')[0] ?? ''
const idOf = (item: HTMLElement): string => (item.dataset['item'] ?? '').replace(/^[a-z]+:/, '')
const nameOf = (item: HTMLElement | undefined): string => (item ? (idOf(item).split('/').at(-1) ?? '') : '')
const titleOf = (item: HTMLElement): string => item.dataset['title'] ?? ''
const pageOf = (element: Element): HTMLElement | null => element.closest<HTMLElement>('[data-item^="page:"]')

/** What a list stands in: a page, then rows. */
function placeOf(list: Element): string {
  const page = pageOf(list)
  const rows = list.closest<HTMLElement>('[data-item^="field:"]')
  return [page && idOf(page), rows && idOf(rows)].filter(Boolean).join('/')
}

/** Rows hold rows once, and no shared block. */
function mayEnter(item: HTMLElement, rows: HTMLElement): boolean {
  const depth = idOf(rows).split('/').length
  return item.dataset['block'] === undefined && depth + Number(item.dataset['rows'] ?? 0) <= 2
}

/** The places of a list and of the rows in it, as one sees them. */
function within(list: HTMLElement, item: HTMLElement): Slot[] {
  return between(list, item).flatMap((slot) => {
    // What stands just above was passed: its rows come before this place.
    const above = itemsIn(list).filter((each) => each !== item)[slot.place - 2]
    const rows = above?.querySelector<HTMLElement>(':scope > ul')
    return rows && above && mayEnter(item, above) ? [...within(rows, item), slot] : [slot]
  })
}

/** The places between the others of a list. */
function between(list: HTMLElement, item: HTMLElement): Slot[] {
  const others = itemsIn(list).filter((each) => each !== item)
  return [...others, undefined].map((before, index) => ({
    list,
    before,
    into: placeOf(list),
    after: nameOf(others[index - 1]),
    place: index + 1,
    of: others.length + 1,
    isFolded: false,
  }))
}

/** Everywhere that an item may go, from top to bottom. */
function slotsFor(item: HTMLElement, outline: HTMLElement): Slot[] {
  const own = item.parentElement
  if (!own) return []
  if (kindOf(item) === 'page') return between(own, item)
  return [...outline.querySelectorAll<HTMLElement>('[data-item^="page:"]')].flatMap((page) => {
    const list = page.querySelector<HTMLElement>(':scope > ul')
    if (list) return within(list, item)
    const after = page.dataset['last'] ?? ''
    return [{ list: page, before: undefined, into: idOf(page), after, place: 1, of: 1, isFolded: true }]
  })
}

class Taken {
  readonly item: HTMLElement
  readonly slots: readonly Slot[]
  readonly #start: number
  #at: number
  readonly #mark = Object.assign(document.createElement('li'), { className: 'drop-mark' })
  readonly #say: (sentence: string) => void
  readonly #words: Words

  constructor(item: HTMLElement, outline: HTMLElement, { words, say }: { words: Words; say: (text: string) => void }) {
    this.item = item
    this.slots = slotsFor(item, outline)
    this.#words = words
    this.#say = say
    this.#start = this.slots.findIndex(({ list, before }) => {
      const following = itemsIn(item.parentElement ?? list)
      return list === item.parentElement && before === following[following.indexOf(item) + 1]
    })
    this.#at = this.#start
    this.#mark.setAttribute('aria-hidden', 'true')
    item.classList.add('taken')
    say(words.taken.replace('{name}', titleOf(item)))
  }

  get slot(): Slot | undefined {
    return this.#at === this.#start ? undefined : this.slots[this.#at]
  }

  step(by: 1 | -1): void {
    this.#go(Math.min(Math.max(this.#at + by, 0), this.slots.length - 1))
  }

  /** The nearest place to a height of the window. */
  near(y: number): void {
    const distances = this.slots.map((slot) => Math.abs(heightOf(slot) - y))
    const next = distances.indexOf(Math.min(...distances))
    if (next !== this.#at) this.#go(next)
  }

  #go(next: number): void {
    this.#at = next
    this.#mark.remove()
    for (const each of document.querySelectorAll('.drop-into')) each.classList.remove('drop-into')
    const slot = this.slots[next]
    if (!slot) return
    if (slot.isFolded) slot.list.classList.add('drop-into')
    else slot.list.insertBefore(this.#mark, slot.before ?? null)
    const holder = slot.list.closest<HTMLElement>('[data-item]')
    const sentence = slot.isFolded ? this.#words.end : this.#words.place
    this.#say(
      sentence
        .replace('{place}', String(slot.place))
        .replace('{of}', String(slot.of))
        .replace('{page}', holder && holder !== this.item ? titleOf(holder) : ''),
    )
    ;(slot.isFolded ? slot.list : this.#mark).scrollIntoView({ block: 'nearest' })
  }

  letGo(): void {
    this.#mark.remove()
    this.item.classList.remove('taken')
    for (const each of document.querySelectorAll('.drop-into')) each.classList.remove('drop-into')
  }
}

function heightOf({ list, before, isFolded }: Slot): number {
  if (isFolded) {
    const { top, height } = list.getBoundingClientRect()
    return top + height / 2
  }
  if (before) return before.getBoundingClientRect().top
  const last = itemsIn(list).at(-1)
  return (last ?? list).getBoundingClientRect().bottom
}

class Order {
  readonly #outline: HTMLElement
  readonly #form: HTMLFormElement
  readonly #words: Words
  readonly #region: HTMLElement
  #taken: Taken | undefined

  constructor(outline: HTMLElement, form: HTMLFormElement, region: HTMLElement) {
    this.#outline = outline
    this.#form = form
    this.#region = region
    this.#words = JSON.parse(outline.dataset['words'] ?? '{}') as Words
    for (const handle of outline.querySelectorAll<HTMLButtonElement>('button.grip')) this.#equip(handle)
    this.#return()
  }

  readonly #say = (sentence: string): void => {
    this.#region.textContent = sentence
  }

  #equip(handle: HTMLButtonElement): void {
    const item = handle.closest<HTMLElement>('[data-item]')
    if (!item) return
    handle.hidden = false
    handle.addEventListener('keydown', (event) => this.#key(event, item))
    handle.addEventListener('blur', () => this.#giveUp())
    handle.addEventListener('pointerdown', (event) => this.#drag(event, handle, item))
  }

  #take(item: HTMLElement): Taken {
    this.#taken = new Taken(item, this.#outline, { words: this.#words, say: this.#say })
    return this.#taken
  }

  #key(event: KeyboardEvent, item: HTMLElement): void {
    const taken = this.#taken
    const isPress = event.key === 'Enter' || event.key === ' '
    if (!isPress && !taken) return
    if (isPress && taken) this.#drop()
    else if (isPress) this.#take(item)
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') taken?.step(event.key === 'ArrowDown' ? 1 : -1)
    else if (event.key === 'Escape') this.#giveUp()
    else return
    event.preventDefault()
  }

  #drag(down: PointerEvent, handle: HTMLElement, item: HTMLElement): void {
    if (down.button !== 0) return
    down.preventDefault()
    handle.focus()
    handle.setPointerCapture(down.pointerId)
    const taken = this.#take(item)
    const move = (event: PointerEvent): void => taken.near(event.clientY)
    const stop = (isDropped: boolean) => (): void => {
      handle.removeEventListener('pointermove', move)
      handle.removeEventListener('pointerup', up)
      handle.removeEventListener('pointercancel', cancel)
      if (this.#taken !== taken) return
      if (isDropped) this.#drop()
      else this.#giveUp()
    }
    const [up, cancel] = [stop(true), stop(false)]
    handle.addEventListener('pointermove', move)
    handle.addEventListener('pointerup', up)
    handle.addEventListener('pointercancel', cancel)
  }

  #giveUp(): void {
    const taken = this.#taken
    if (!taken) return
    this.#taken = undefined
    taken.letGo()
    this.#say(this.#words.back.replace('{name}', titleOf(taken.item)))
  }

  #drop(): void {
    const taken = this.#taken
    const slot = taken?.slot
    if (!taken || !slot) return this.#giveUp()
    this.#taken = undefined
    const { item } = taken
    const isPage = kindOf(item) === 'page'
    this.#set('page', isPage ? idOf(item) : (pageOf(item)?.dataset['item'] ?? '').replace(/^page:/, ''))
    this.#set('champ', isPage ? '' : idOf(item))
    this.#set('vers', isPage ? '' : slot.into)
    this.#set('apres', slot.after)
    this.#say(this.#words.down.replace('{name}', titleOf(item)))
    const place = isPage ? idOf(item) : [...slot.into.split('/').slice(1), nameOf(item)].join('/')
    sessionStorage.setItem(remembered, `${kindOf(item)}:${place}`)
    this.#form.submit()
  }

  #set(name: string, value: string): void {
    const input = this.#form.querySelector<HTMLInputElement>(`[name="${name}"]`)
    if (input) input.value = value
  }

  /** Once the page is back, what was moved has the focus again. */
  #return(): void {
    const moved = sessionStorage.getItem(remembered)
    if (moved === null) return
    sessionStorage.removeItem(remembered)
    // It may have taken another name where it went: it is the one that is chosen.
    const item =
      this.#outline.querySelector(`[data-item="${CSS.escape(moved)}"]`) ??
      this.#outline.querySelector('[aria-current]')?.closest('[data-item]')
    item?.querySelector<HTMLElement>('button.grip')?.focus()
  }
}

const outline = document.querySelector<HTMLElement>('[data-studio-order]')
const form = document.querySelector<HTMLFormElement>('#ordre')
const region = document.querySelector<HTMLElement>('#ordre-dit')
if (outline && form && region) void new Order(outline, form, region)

export {}
