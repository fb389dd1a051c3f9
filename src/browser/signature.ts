// Lets one draw a signature beside one's name: with a finger, a pen or a mouse. Without this module, and from the keyboard, the
// name and the box "I sign" are the signature.

interface Words {
  readonly label: string
  readonly hint: string
  readonly clear: string
  readonly cleared: string
}

const [width, height] = [600, 200]
/** Characters that the server keeps; a stroke past it is not drawn. */
const longest = 20_000
const svgName = 'http://www.w3.org/2000/svg'

class Pad {
  readonly #box: HTMLInputElement
  readonly #svg: SVGSVGElement
  readonly #path: SVGPathElement
  #last: string | undefined

  constructor(holder: HTMLElement, box: HTMLInputElement, words: Words) {
    this.#box = box
    this.#svg = document.createElementNS(svgName, 'svg')
    this.#path = document.createElementNS(svgName, 'path')
    this.#svg.append(this.#path)
    this.#svg.setAttribute('class', 'signature')
    this.#svg.setAttribute('viewBox', `0 0 ${width} ${height}`)
    this.#svg.setAttribute('role', 'img')
    this.#svg.setAttribute('aria-label', words.label)
    const hint = Object.assign(document.createElement('p'), { className: 'hint' })
    hint.textContent = words.hint
    const said = Object.assign(document.createElement('output'), { className: 'vh' })
    const clear = Object.assign(document.createElement('button'), { type: 'button', className: 'btn quiet small' })
    clear.textContent = words.clear
    clear.addEventListener('click', () => {
      this.#keep('')
      said.textContent = words.cleared
    })
    holder.querySelector('svg')?.remove()
    holder.append(hint, this.#svg, clear, said)
    this.#svg.addEventListener('pointerdown', (event) => this.#begin(event))
    this.#svg.addEventListener('pointermove', (event) => this.#go(event))
    for (const end of ['pointerup', 'pointercancel']) this.#svg.addEventListener(end, () => this.#end())
    this.#path.setAttribute('d', box.value)
  }

  /** Whole units within the box: what the server expects. */
  #spot({ clientX, clientY }: PointerEvent): string {
    const { left, top, width: shownWidth, height: shownHeight } = this.#svg.getBoundingClientRect()
    const within = (value: number, most: number): number => Math.round(Math.min(most, Math.max(0, value)))
    const x = within(((clientX - left) / (shownWidth || 1)) * width, width)
    return `${x} ${within(((clientY - top) / (shownHeight || 1)) * height, height)}`
  }

  #begin(event: PointerEvent): void {
    event.preventDefault()
    this.#svg.setPointerCapture(event.pointerId)
    this.#last = this.#spot(event)
    this.#draw(`M${this.#last}`)
  }

  #go(event: PointerEvent): void {
    if (this.#last === undefined) return
    for (const each of event.getCoalescedEvents?.() ?? [event]) {
      const spot = this.#spot(each)
      if (spot === this.#last) continue
      this.#last = spot
      this.#draw(`L${spot}`)
    }
  }

  #draw(step: string): void {
    const known = this.#path.getAttribute('d') ?? ''
    if (known.length + step.length <= longest) this.#path.setAttribute('d', known + step)
  }

  #end(): void {
    if (this.#last === undefined) return
    this.#last = undefined
    this.#keep(this.#path.getAttribute('d') ?? '')
  }

  #keep(drawing: string): void {
    this.#path.setAttribute('d', drawing)
    this.#box.value = drawing
    this.#box.dispatchEvent(new Event('input', { bubbles: true }))
  }
}

/** Each box once; fields come and go while a page is being filled. */
function equipAll(): void {
  for (const holder of document.querySelectorAll<HTMLElement>('[data-sign]:not([data-ready])')) {
    const box = holder.querySelector('input')
    if (!box) continue
    holder.dataset['ready'] = ''
    void new Pad(holder, box, JSON.parse(holder.dataset['sign'] ?? '{}') as Words)
  }
}

equipAll()
const fields = document.querySelector('#form-fields')?.parentElement
if (fields) new MutationObserver(equipAll).observe(fields, { childList: true, subtree: true })

export {}
