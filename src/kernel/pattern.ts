import { accepted, type Outcome, refused } from './outcome.ts'

/**
 * Patterns that authors write for what people type: the regular expressions of JavaScript (flag `u`), followed in a time that
 * grows with the text and never with the ways to read it. The engine's own tries these ways one after the other: on
 * `(a+)+b` or `a?a?a?…` a text made for that keeps it busy for ever.
 */
export interface Pattern {
  /** Whether the whole text has the form. */
  readonly matches: (text: string) => boolean
}

type PatternRefusal =
  /** It is no regular expression. */
  | 'bad'
  /** It reads back what it read before (`\1`, `(?<=…)`), or changes its flags. */
  | 'unsupported'
  /** Written out, its repetitions are too long to follow: `(?:a{50}){50}`. */
  | 'too_large'

type Point = string | undefined
type Test = (point: string) => boolean

type Node =
  | { readonly kind: 'point'; readonly test: Test }
  | { readonly kind: 'edge'; readonly holds: (before: Point, after: Point) => boolean }
  | { readonly kind: 'look'; readonly inside: Node; readonly isNegative: boolean }
  | { readonly kind: 'all' | 'any'; readonly parts: readonly Node[] }
  | { readonly kind: 'repeat'; readonly part: Node; readonly least: number; readonly most: number }

class Unreadable extends Error {
  readonly refusal: PatternRefusal
  constructor(refusal: PatternRefusal) {
    super(refusal)
    this.refusal = refusal
  }
}

/** Reads a pattern, which is for the whole text as the attribute of the same name in HTML. */
export function readPattern(source: string): Outcome<Pattern, PatternRefusal> {
  try {
    // Whatever JavaScript refuses is refused: what is read below has the right shape.
    new RegExp(source, 'u')
    const program = programOf(new Reader(source).all())
    // By code points, as the flag `u` reads a text.
    return accepted({ matches: (text) => follow(program, Array.from(text), { from: 0, isWhole: true }) })
  } catch (error) {
    if (error instanceof Unreadable) return refused(error.refusal)
    if (error instanceof SyntaxError) return refused('bad')
    throw error
  }
}

const escaped =
  /\\(?:u\{[^}]*\}|u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|c[a-zA-Z]|[pP]\{[^}]*\}|[1-9]\d*|k<[^>]*>|[^])/uy
const among = /\[(?:\\[^]|[^\]\\])*\]/uy
const times = /(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})\??/uy
const opening = /\((?:\?(?::|=|!|<=|<!|<[^>]*>|[a-z-]+:))?/uy

const isWord = (point: Point): boolean => point !== undefined && /^\w$/.test(point)
const edges: Readonly<Record<string, (before: Point, after: Point) => boolean>> = {
  '^': (before) => before === undefined,
  $: (_, after) => after === undefined,
  '\\b': (before, after) => isWord(before) !== isWord(after),
  '\\B': (before, after) => isWord(before) === isWord(after),
}

/** Reads what JavaScript accepts already, from left to right. */
class Reader {
  readonly #source: string
  #at = 0
  /** Groups inside groups, and looks inside looks. */
  #depth = { groups: 0, looks: 0 }

  constructor(source: string) {
    this.#source = source
  }

  all(): Node {
    return this.#choice()
  }

  #take(shape: RegExp): RegExpExecArray | null {
    shape.lastIndex = this.#at
    const found = shape.exec(this.#source)
    if (found) this.#at += found[0].length
    return found
  }

  #choice(): Node {
    const first = this.#sequence()
    const parts = [first]
    while (this.#source[this.#at] === '|') {
      this.#at += 1
      parts.push(this.#sequence())
    }
    return parts.length === 1 ? first : { kind: 'any', parts }
  }

  #sequence(): Node {
    const parts: Node[] = []
    while (this.#at < this.#source.length && !'|)'.includes(this.#source[this.#at] ?? '')) {
      const part = this.#piece()
      const found = this.#take(times)
      parts.push(found ? { kind: 'repeat', part, ...bounds(found) } : part)
    }
    return { kind: 'all', parts }
  }

  #piece(): Node {
    const sign = this.#source[this.#at]
    if (sign === '(') return this.#group()
    const found = this.#take(sign === '[' ? among : sign === '\\' ? escaped : /[^]/uy)
    const written = found?.[0] ?? ''
    const edge = Object.hasOwn(edges, written) ? edges[written] : undefined
    if (edge) return { kind: 'edge', holds: edge }
    if (/^\\(?:[1-9]|k<)/.test(written)) throw new Unreadable('unsupported')
    return { kind: 'point', test: testOf(written) }
  }

  #group(): Node {
    const [kind = '('] = this.#take(opening) ?? []
    if (/^\(\?(?:<[=!]|[a-z-])/.test(kind)) throw new Unreadable('unsupported')
    const isLook = kind === '(?=' || kind === '(?!'
    this.#depth = { groups: this.#depth.groups + 1, looks: this.#depth.looks + Number(isLook) }
    if (this.#depth.looks > 1) throw new Unreadable('unsupported')
    const inside = this.#choice()
    this.#at += 1
    this.#depth = { groups: this.#depth.groups - 1, looks: this.#depth.looks - Number(isLook) }
    return isLook ? { kind: 'look', inside, isNegative: kind === '(?!' } : inside
  }
}

function bounds([, sign, least, comma, most]: RegExpExecArray): { readonly least: number; readonly most: number } {
  if (sign !== undefined) return { least: sign === '+' ? 1 : 0, most: sign === '?' ? 1 : Infinity }
  const from = Number(least)
  return { least: from, most: comma === undefined ? from : most ? Number(most) : Infinity }
}

/** Whether one character is among those that a piece stands for: the engine itself says so, of that one. */
function testOf(written: string): Test {
  if (/^[^\\[.]/u.test(written)) return (point) => point === written
  const shape = new RegExp(`^${written}$`, 'u')
  return (point) => shape.test(point)
}

/** What is done at one place of the program; then the next place, or those of a fork. */
type Step =
  | { readonly kind: 'point'; readonly test: Test }
  | { readonly kind: 'edge'; readonly holds: (before: Point, after: Point) => boolean }
  | { readonly kind: 'look'; readonly program: Program; readonly isNegative: boolean }
  | { readonly kind: 'fork'; readonly to: readonly number[] }
  | { readonly kind: 'end' }
type Program = readonly Step[]

/** Steps of a whole pattern; each character of a text looks at each of them once, at worst. */
const mostSteps = 2000
/** Steps that look ahead: each character looks at them once for each that follows it. */
const mostLooking = 60

const programOf = (node: Node, most = mostSteps): Program => new Writer(most).all(node)

class Writer {
  readonly #most: number
  readonly #steps: Step[] = []
  #looking = 0

  constructor(most: number) {
    this.#most = most
  }

  all(node: Node): Program {
    this.#write(node)
    this.#add({ kind: 'end' })
    return this.#steps
  }

  #add(step: Step): number {
    if (this.#steps.length >= this.#most) throw new Unreadable('too_large')
    return this.#steps.push(step) - 1
  }

  /** A fork whose ways are told once they are written. */
  #fork(): number {
    return this.#add({ kind: 'fork', to: [] })
  }

  #lead(fork: number, to: readonly number[]): void {
    this.#steps[fork] = { kind: 'fork', to }
  }

  #write(node: Node): void {
    switch (node.kind) {
      case 'point':
      case 'edge':
        this.#add(node)
        return
      case 'look':
        this.#look(node)
        return
      case 'all':
        for (const part of node.parts) this.#write(part)
        return
      case 'any':
        this.#any(node.parts)
        return
      case 'repeat':
        this.#repeat(node)
    }
  }

  #look({ inside, isNegative }: Extract<Node, { kind: 'look' }>): void {
    const program = programOf(inside, mostLooking)
    this.#looking += program.length
    if (this.#looking > mostLooking) throw new Unreadable('too_large')
    this.#add({ kind: 'look', program, isNegative })
  }

  #any(parts: readonly Node[]): void {
    const start = this.#fork()
    const ways: number[] = []
    const ends: number[] = []
    for (const part of parts) {
      ways.push(this.#steps.length)
      this.#write(part)
      ends.push(this.#fork())
    }
    this.#lead(start, ways)
    for (const end of ends) this.#lead(end, [this.#steps.length])
  }

  #repeat({ part, least, most }: Extract<Node, { kind: 'repeat' }>): void {
    const before = this.#steps.length
    for (let count = 0; count < least; count += 1) {
      this.#write(part)
      // Nothing, however often it is repeated.
      if (this.#steps.length === before) return
    }
    if (most === Infinity) this.#loop(part)
    else this.#upTo(part, most - least)
  }

  #loop(part: Node): void {
    const start = this.#fork()
    this.#write(part)
    this.#lead(this.#fork(), [start])
    this.#lead(start, [start + 1, this.#steps.length])
  }

  #upTo(part: Node, times: number): void {
    const skips: number[] = []
    for (let count = 0; count < times; count += 1) {
      skips.push(this.#fork())
      this.#write(part)
    }
    for (const skip of skips) this.#lead(skip, [skip + 1, this.#steps.length])
  }
}

interface Following {
  readonly from: number
  /** Up to the end of the text; otherwise as far as the pattern goes. */
  readonly isWhole: boolean
}

/** All ways at once, character by character: two that come to the same place are one. */
function follow(program: Program, points: readonly string[], { from, isWhole }: Following): boolean {
  let stood: number[] = [0]
  for (let at = from; ; at += 1) {
    const { waiting, isOver } = spread(program, points, { stood, at })
    if (isOver && (!isWhole || at === points.length)) return true
    const point = points[at]
    if (point === undefined || waiting.length === 0) return false
    stood = waiting.flatMap((place) => {
      const step = program[place]
      return step?.kind === 'point' && step.test(point) ? [place + 1] : []
    })
  }
}

interface Standing {
  readonly stood: readonly number[]
  readonly at: number
}

/** Every place that is reached without reading anything: those that wait for a character, and whether the end is. */
function spread(program: Program, points: readonly string[], { stood, at }: Standing) {
  const seen = new Set<number>()
  const waiting: number[] = []
  const left = [...stood]
  let isOver = false
  for (let place = left.pop(); place !== undefined; place = left.pop()) {
    if (seen.has(place)) continue
    seen.add(place)
    const step = program[place]
    if (step?.kind === 'point') waiting.push(place)
    else if (step?.kind === 'end') isOver = true
    else if (step?.kind === 'fork') left.push(...step.to)
    else if (step && isPassed(step, points, at)) left.push(place + 1)
  }
  return { waiting, isOver }
}

const isPassed = (step: Extract<Step, { kind: 'edge' | 'look' }>, points: readonly string[], at: number): boolean =>
  step.kind === 'edge'
    ? step.holds(points[at - 1], points[at])
    : follow(step.program, points, { from: at, isWhole: false }) !== step.isNegative
