// Lets one point at a place on the picture of a map, and writes it in the box of coordinates, which does without this module.

type Words = Readonly<Record<string, string>>

/** Longitude, latitude, in degrees. */
type Position = readonly [longitude: number, latitude: number]
/** Units of the drawing: pixels of zoom 16 (Web Mercator), from an origin that the page gives. */
type Spot = readonly [x: number, y: number]
type View = readonly [x: number, y: number, width: number, height: number]
type Box = HTMLInputElement | HTMLTextAreaElement

const worldWidth = 16_777_216
/** How far in one may look, in units across. */
const closest = 100
/** Pixels: what a finger can tell apart, what counts as a tap, how near a line is on it. */
const [reach, still, onLine] = [22, 6, 12]
const precision = 6

const numbers = (text = ''): number[] => text.split(' ').map(Number)
const svgName = 'http://www.w3.org/2000/svg'

function set<E extends Element>(element: E, attributes: Readonly<Record<string, string | number>>): E {
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value))
  return element
}

const shape = (name: string, attributes: Readonly<Record<string, string | number>>): SVGElement =>
  set(document.createElementNS(svgName, name), attributes)

const element = <T extends keyof HTMLElementTagNameMap>(tag: T, className: string, textContent = '') =>
  Object.assign(document.createElement(tag), { className, textContent })

function button(text: string, act: () => void): HTMLButtonElement {
  const made = Object.assign(element('button', 'btn quiet small', text), { type: 'button' })
  made.addEventListener('click', act)
  return made
}

const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value))

/** "45.764, 4.8357", a point a line: latitude first, as maps show it. */
function readPoints(text: string): Position[] {
  return text.split('\n').flatMap((line): Position[] => {
    const parts = /^\s*(-?\d+(?:\.\d+)?)\s*[,;\s]\s*(-?\d+(?:\.\d+)?)\s*$/.exec(line)
    return parts ? [[Number(parts[2]), Number(parts[1])]] : []
  })
}

const written = ([longitude, latitude]: Position): string =>
  `${latitude.toFixed(precision)}, ${longitude.toFixed(precision)}`

/** From a spot to a segment. */
function away([x, y]: Spot, [ax, ay]: Spot, [bx, by]: Spot): number {
  const [dx, dy] = [bx - ax, by - ay]
  const length = dx * dx + dy * dy
  const along = length === 0 ? 0 : clamp(((x - ax) * dx + (y - ay) * dy) / length, 0, 1)
  return Math.hypot(x - ax - along * dx, y - ay - along * dy)
}

/** The picture seen through a window that one moves: units on one side, degrees on the other. */
class Sight {
  readonly svg: SVGSVGElement
  readonly #origin: Spot
  readonly #whole: View
  #view: View

  constructor(svg: SVGSVGElement) {
    this.svg = svg
    const [x = 0, y = 0] = numbers(svg.dataset['origin'])
    this.#origin = [x, y]
    this.#whole = numbers(svg.dataset['ground']) as unknown as View
    this.#view = numbers(svg.getAttribute('viewBox') ?? '') as unknown as View
  }

  get middle(): Spot {
    const [x, y, width, height] = this.#view
    return [x + width / 2, y + height / 2]
  }

  /** Units under one pixel of the screen. */
  get unit(): number {
    const { width, height } = this.svg.getBoundingClientRect()
    return Math.max(this.#view[2] / (width || 1), this.#view[3] / (height || 1))
  }

  spotOf([longitude, latitude]: Position): Spot {
    const sine = Math.sin((clamp(latitude, -85, 85) * Math.PI) / 180)
    const north = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)
    return [(longitude / 360 + 0.5) * worldWidth - this.#origin[0], north * worldWidth - this.#origin[1]]
  }

  positionOf([x, y]: Spot): Position {
    const [east, south] = [(x + this.#origin[0]) / worldWidth, (y + this.#origin[1]) / worldWidth]
    return [(east - 0.5) * 360, (Math.atan(Math.sinh(Math.PI * (1 - 2 * south))) * 180) / Math.PI]
  }

  /** Where the finger is. */
  under({ clientX, clientY }: { clientX: number; clientY: number }): Spot {
    const matrix = this.svg.getScreenCTM()
    if (!matrix) return this.middle
    const { x, y } = new DOMPoint(clientX, clientY).matrixTransform(matrix.inverse())
    return [x, y]
  }

  pan(dx: number, dy: number): void {
    const [x, y, width, height] = this.#view
    this.#view = [x + dx, y + dy, width, height]
  }

  /** Brings closer (below 1) or further, around a spot that stays where it is. */
  zoom(factor: number, [x, y]: Spot = this.middle): void {
    const [left, top, width, height] = this.#view
    const next = clamp(width * factor, closest, this.#whole[2] * 2)
    const ratio = next / width
    this.#view = [x - (x - left) * ratio, y - (y - top) * ratio, next, height * ratio]
  }

  /** Shows a spot in the middle, close enough to see a street; without one, everything. */
  goTo(spot?: Spot): void {
    const [, , width, height] = this.#view
    const [next, [x, y]] = [Math.min(width, 1200), spot ?? [0, 0]]
    this.#view = spot ? [x - next / 2, y - (next * height) / width / 2, next, (next * height) / width] : this.#whole
  }

  draw(): void {
    this.svg.setAttribute('viewBox', this.#view.map((each) => each.toFixed(1)).join(' '))
    this.svg.querySelector('.names')?.setAttribute('font-size', (13 * this.unit).toFixed(1))
    const [x, y] = this.middle
    const arm = 12 * this.unit
    this.svg.querySelector('.aim')?.setAttribute('d', `M${x - arm} ${y}h${2 * arm}M${x} ${y - arm}v${2 * arm}`)
  }
}

/** One field: its picture, its box, its buttons, its points as a list. */
class Place {
  readonly #sight: Sight
  readonly #box: Box
  readonly #words: Words
  readonly #kind: string
  readonly #list = element('ol', 'points')
  readonly #said = element('output', 'meta')
  readonly #fingers = new Map<number, { clientX: number; clientY: number }>()
  #points: Position[]
  /** What the first finger does: holds a point, or moves the map. */
  #held: number | undefined
  #moved = 0

  constructor(holder: HTMLElement, svg: SVGSVGElement, box: Box) {
    this.#sight = new Sight(svg)
    this.#box = box
    this.#words = JSON.parse(holder.dataset['words'] ?? '{}') as Words
    this.#kind = holder.dataset['place'] ?? 'point'
    this.#points = readPoints(box.value)
    this.#equip(holder, svg)
    box.addEventListener('input', () => {
      this.#points = readPoints(box.value)
      this.#draw()
    })
    new ResizeObserver(() => this.#draw()).observe(svg)
    this.#draw()
  }

  #word = (name: string): string => this.#words[name] ?? ''

  #equip(holder: HTMLElement, svg: SVGSVGElement): void {
    const label = `${svg.getAttribute('aria-label') ?? ''}. ${this.#word('map')}`
    set(svg, { role: 'application', tabindex: 0, 'aria-label': label })
    svg.append(shape('path', { class: 'aim' }))
    holder.prepend(element('p', 'hint', this.#word(`hint_${this.#kind}`)))
    this.#list.setAttribute('aria-label', this.#word('points'))
    const figure = svg.closest('figure') ?? svg
    figure.after(this.#tools(), this.#said, ...(this.#kind === 'point' ? [] : [this.#list]))
    svg.addEventListener('keydown', (event) => this.#key(event))
    svg.addEventListener('wheel', (event) => this.#wheel(event), { passive: false })
    svg.addEventListener('pointerdown', (event) => this.#down(event))
    svg.addEventListener('pointermove', (event) => this.#move(event))
    svg.addEventListener('pointerup', (event) => this.#up(event))
    svg.addEventListener('pointercancel', (event) => this.#fingers.delete(event.pointerId))
  }

  #tools(): HTMLElement {
    const tools = element('div', 'tools')
    const zoom = (factor: number) => () => this.#look(() => this.#sight.zoom(factor))
    tools.append(
      button(this.#word('closer'), zoom(0.5)),
      button(this.#word('further'), zoom(2)),
      button(this.#word('whole'), () => this.#look(() => this.#sight.goTo())),
      ...('geolocation' in navigator ? [button(this.#word('locate'), () => this.#locate())] : []),
      button(this.#word('put'), () => this.#put(this.#sight.middle)),
      ...(this.#kind === 'point' ? [] : [button(this.#word('undo'), () => this.#remove(this.#points.length - 1))]),
      button(this.#word('clear'), () => this.#keep([], this.#word('removed'))),
    )
    return tools
  }

  #look(change: () => void): void {
    change()
    this.#draw()
  }

  /** Keeps what is shown: the form saves it as it saves what is typed. */
  #keep(points: Position[], sentence: string): void {
    this.#points = points
    this.#box.value = points.map(written).join('\n')
    this.#box.dispatchEvent(new Event('input', { bubbles: true }))
    this.#said.textContent = sentence
  }

  #put(spot: Spot): void {
    const position = this.#sight.positionOf(spot)
    const told = this.#word('placed').replace('{place}', written(position))
    if (this.#kind === 'point') return this.#keep([position], told)
    const next = this.#sideUnder(spot)
    this.#keep(next < 0 ? [...this.#points, position] : this.#points.toSpliced(next, 0, position), told)
  }

  /** Where a point put on a side goes among the others; below 0: it is on none. */
  #sideUnder(spot: Spot): number {
    const spots = this.#points.map((each) => this.#sight.spotOf(each))
    const near = onLine * this.#sight.unit
    const last = this.#kind === 'area' && spots.length > 2 ? spots.length : spots.length - 1
    for (let index = 0; index < last; index += 1) {
      const [from, to] = [spots[index], spots[(index + 1) % spots.length]]
      if (from && to && away(spot, from, to) < near) return index + 1
    }
    return -1
  }

  #remove(index: number): void {
    if (this.#points[index]) this.#keep(this.#points.toSpliced(index, 1), this.#word('removed'))
  }

  #locate(): void {
    this.#said.textContent = this.#word('locating')
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const spot = this.#sight.spotOf([coords.longitude, coords.latitude])
        this.#sight.goTo(spot)
        this.#put(spot)
      },
      () => (this.#said.textContent = this.#word('notLocated')),
      { enableHighAccuracy: true, timeout: 15_000 },
    )
  }

  #key(event: KeyboardEvent): void {
    const step = 60 * this.#sight.unit
    const acts: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => this.#sight.pan(-step, 0),
      ArrowRight: () => this.#sight.pan(step, 0),
      ArrowUp: () => this.#sight.pan(0, -step),
      ArrowDown: () => this.#sight.pan(0, step),
      '+': () => this.#sight.zoom(0.5),
      '-': () => this.#sight.zoom(2),
      Enter: () => this.#put(this.#sight.middle),
      ' ': () => this.#put(this.#sight.middle),
      Backspace: () => this.#remove(this.#points.length - 1),
      Delete: () => this.#remove(this.#points.length - 1),
    }
    const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : acts[event.key]
    if (!act) return
    event.preventDefault()
    this.#look(act)
  }

  /** A wheel scrolls the page, unless the map has the focus. */
  #wheel(event: WheelEvent): void {
    if (document.activeElement !== this.#sight.svg && !event.ctrlKey) return
    event.preventDefault()
    this.#look(() => this.#sight.zoom(event.deltaY < 0 ? 0.8 : 1.25, this.#sight.under(event)))
  }

  #nearest(spot: Spot): number {
    const spots = this.#points.map((each) => this.#sight.spotOf(each))
    const far = spots.map(([x, y]) => Math.hypot(x - spot[0], y - spot[1]))
    const least = Math.min(...far)
    return least <= reach * this.#sight.unit ? far.indexOf(least) : -1
  }

  #down(event: PointerEvent): void {
    if (event.pointerType === 'mouse' && event.button !== 0) return
    this.#sight.svg.setPointerCapture(event.pointerId)
    this.#fingers.set(event.pointerId, event)
    const held = this.#nearest(this.#sight.under(event))
    this.#held = this.#fingers.size === 1 && held >= 0 ? held : undefined
    // A second finger never puts a point.
    this.#moved = this.#fingers.size === 1 ? 0 : Number.POSITIVE_INFINITY
  }

  #move(event: PointerEvent): void {
    const before = this.#fingers.get(event.pointerId)
    if (!before) return
    const [from, to] = [this.#sight.under(before), this.#sight.under(event)]
    const other = [...this.#fingers].find(([id]) => id !== event.pointerId)?.[1]
    this.#fingers.set(event.pointerId, event)
    this.#moved += Math.hypot(event.clientX - before.clientX, event.clientY - before.clientY)
    if (this.#moved < still) return
    if (other) this.#pinch(from, to, this.#sight.under(other))
    else if (this.#held === undefined) this.#look(() => this.#sight.pan(from[0] - to[0], from[1] - to[1]))
    else {
      this.#points = this.#points.with(this.#held, this.#sight.positionOf(to))
      this.#draw()
    }
  }

  #pinch(from: Spot, to: Spot, other: Spot): void {
    const apart = (spot: Spot): number => Math.hypot(spot[0] - other[0], spot[1] - other[1]) || 1
    this.#look(() => this.#sight.zoom(apart(from) / apart(to), other))
  }

  #up(event: PointerEvent): void {
    if (!this.#fingers.delete(event.pointerId)) return
    const point = this.#points[this.#held ?? -1]
    if (this.#moved < still && !point) this.#put(this.#sight.under(event))
    else if (this.#moved >= still && point)
      this.#keep([...this.#points], this.#word('placed').replace('{place}', written(point)))
    this.#held = undefined
  }

  #draw(): void {
    const { svg } = this.#sight
    this.#sight.draw()
    const { unit } = this.#sight
    const spots = this.#points.map((each) => this.#sight.spotOf(each))
    const isClosed = this.#kind === 'area' && spots.length > 2
    const path = spots.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L')
    const line = this.#kind === 'point' || spots.length < 2 ? '' : `M${path}${isClosed ? 'z' : ''}`
    svg.querySelector('.drawn')?.setAttribute('d', line)
    const r = ((this.#kind === 'point' ? 9 : 7) * unit).toFixed(1)
    svg.querySelector('.spots')?.replaceChildren(...spots.map(([cx, cy]) => shape('circle', { cx, cy, r })))
    if (this.#kind !== 'point') this.#drawList()
  }

  #drawList(): void {
    const place = document.activeElement
    const focused = place instanceof HTMLElement ? place.dataset['of'] : undefined
    const lines = this.#points.map((position, index) => {
      const line = element('li', '')
      const told = this.#word('point')
        .replace('{number}', `${index + 1}`)
        .replace('{place}', written(position))
      const move = button(this.#word('move'), () => {
        const to = this.#sight.positionOf(this.#sight.middle)
        this.#keep(this.#points.with(index, to), this.#word('placed').replace('{place}', written(to)))
      })
      const remove = button(this.#word('remove'), () => this.#remove(index))
      for (const each of [move, remove]) {
        each.dataset['of'] = `${each.textContent} ${index}`
        each.setAttribute('aria-label', `${each.textContent} : ${told}`)
      }
      line.append(told, ' ', move, remove)
      return line
    })
    this.#list.replaceChildren(...lines)
    // The button that was pressed is drawn again: who uses the keyboard stays on it.
    if (focused !== undefined) this.#list.querySelector<HTMLElement>(`[data-of="${focused}"]`)?.focus()
  }
}

/** Each picture once; fields come and go while a page is being filled. */
function equipAll(): void {
  for (const holder of document.querySelectorAll<HTMLElement>('.place:not([data-ready])')) {
    const svg = holder.querySelector('svg')
    const box = document.getElementById(holder.dataset['for'] ?? '')
    if (!svg || !(box instanceof HTMLInputElement || box instanceof HTMLTextAreaElement)) continue
    holder.dataset['ready'] = ''
    void new Place(holder, svg, box)
  }
}

equipAll()
const fields = document.querySelector('#form-fields')?.parentElement
if (fields) new MutationObserver(equipAll).observe(fields, { childList: true, subtree: true })

export {}
