import type { VNode } from 'preact'
import type { Finding } from '#counter/studio'
import { edgesOf, type Workflow } from '#counter/workflows'
import { type Locale, localize } from '#kernel/localized'
import { circuitTexts } from './circuit.texts.ts'

const [width, height, gapX, gapY, margin] = [220, 64, 52, 72, 24]

/** How far each status stands from the start; those that nothing reaches come last. */
function layersOf({ initial, statuses }: Workflow, ways: ReadonlyMap<string, readonly string[]>): string[][] {
  const depth = new Map([[initial, 0]])
  const waiting = [initial]
  for (const id of waiting) {
    for (const to of ways.get(id) ?? []) {
      if (depth.has(to)) continue
      depth.set(to, (depth.get(id) ?? 0) + 1)
      waiting.push(to)
    }
  }
  const last = Math.max(...depth.values()) + 1
  const layers: string[][] = []
  for (const { id } of statuses) (layers[depth.get(id) ?? last] ??= []).push(id)
  return layers.filter((layer) => layer.length > 0)
}

interface DrawingProps {
  readonly workflow: Workflow
  readonly findings: readonly Finding[]
  readonly locale: Locale
}

/** The circuit as a graph, from top to bottom. What it shows is in the list beside it, in words. */
export function CircuitDrawing({ workflow, findings, locale }: DrawingProps): VNode {
  const t = circuitTexts(locale)
  const known = new Set(workflow.statuses.map(({ id }) => id))
  const edges = edgesOf(workflow).filter(({ from, to }) => known.has(from) && known.has(to))
  const ways = new Map(
    workflow.statuses.map(({ id }) => [id, edges.filter(({ from }) => from === id).map(({ to }) => to)]),
  )
  const layers = layersOf(workflow, ways)
  const columns = Math.max(1, ...layers.map((layer) => layer.length))
  const total = {
    x: columns * (width + gapX) - gapX + 2 * margin + 2 * gapX,
    y: layers.length * (height + gapY) - gapY + 2 * margin,
  }
  const places = new Map(
    layers.flatMap((layer, row) =>
      layer.map((id, column) => {
        const used = layer.length * (width + gapX) - gapX
        return [id, { x: (total.x - used) / 2 + column * (width + gapX), y: margin + row * (height + gapY) }] as const
      }),
    ),
  )
  const pairs = [...new Map(edges.map((edge) => [`${edge.from} ${edge.to}`, edge])).values()]
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the keyboard must be able to scroll it
    <section class="scroll drawing" tabIndex={0} aria-label={t.drawing}>
      <svg viewBox={`0 0 ${total.x} ${total.y}`} width={total.x} height={total.y} aria-hidden="true">
        <defs>
          <marker
            id="fleche"
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="8"
            markerHeight="8"
            orient="auto-start-reverse"
          >
            <path d="M0 0 8 4 0 8z" class="head" />
          </marker>
        </defs>
        {pairs.map(({ from, to }, index) => (
          <path class="way" d={pathOf(places.get(from), places.get(to), index)} marker-end="url(#fleche)" />
        ))}
        {workflow.statuses.map((status) =>
          Node({
            status,
            locale,
            place: places.get(status.id) ?? { x: 0, y: 0 },
            findings: findings.filter(({ place }) => place.status === status.id),
          }),
        )}
      </svg>
    </section>
  )
}

type Status = Workflow['statuses'][number]

interface NodeProps {
  readonly status: Status
  readonly place: Spot
  readonly findings: readonly Finding[]
  readonly locale: Locale
}

/** A status: its name, what it waits for, and how much of it is to be mended. */
function Node({ status, place: { x, y }, findings, locale }: NodeProps): VNode {
  const waits = waitsOf(status, locale)
  const middle = x + width / 2
  const tone = findings.some(({ isBlocking }) => isBlocking) ? 'badge bad' : 'badge warn'
  return (
    <g class={status.outcome === undefined ? 'node' : 'node end'}>
      <rect x={x} y={y} width={width} height={height} rx="8" />
      <text x={middle} y={y + (waits === '' ? height / 2 : 24)}>
        {short(localize(status.label, locale), 24)}
      </text>
      {waits !== '' && (
        <text class="waits" x={middle} y={y + 46}>
          {short(waits, 36)}
        </text>
      )}
      {findings.length > 0 && (
        <g class={tone}>
          <circle cx={x + width - 4} cy={y + 4} r="13" />
          <text x={x + width - 4} y={y + 5}>
            {findings.length}
          </text>
        </g>
      )}
    </g>
  )
}

const outside: ReadonlySet<string> = new Set(['ask_outside', 'call', 'trigger'])

/** "2 attentes de quelqu’un · un délai" */
function waitsOf({ steps }: Status, locale: Locale): string {
  const t = circuitTexts(locale)
  const isPersons = (step: Status['steps'][number]) =>
    step.kind === 'await_applicant' || ('by' in step && step.by === 'applicant')
  const people = steps.filter((step) => 'by' in step && !isPersons(step)).length
  const said = [
    people > 0 && t.waits_people(people),
    steps.some(isPersons) && t.waits_person,
    steps.some(({ kind }) => kind === 'on_delay') && t.waits_delay,
    steps.some(({ kind }) => outside.has(kind)) && t.waits_outside,
  ]
  return said.filter((each) => each !== false).join(' · ')
}

const short = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text)

interface Spot {
  readonly x: number
  readonly y: number
}

/** Down to the next row, or around the side when it goes back or skips rows. */
function pathOf(from: Spot | undefined, to: Spot | undefined, index: number): string {
  if (!from || !to) return ''
  const start = { x: from.x + width / 2, y: from.y + height }
  const end = { x: to.x + width / 2, y: to.y }
  if (to.y - from.y === height + gapY) {
    const middle = (start.y + end.y) / 2
    return `M${start.x} ${start.y}C${start.x} ${middle} ${end.x} ${middle} ${end.x} ${end.y - 2}`
  }
  const side = Math.max(from.x, to.x) + width
  const out = side + 28 + (index % 4) * 12
  const [a, b] = [from.y + height / 2, to.y + height / 2]
  return `M${from.x + width} ${a}C${out} ${a} ${out} ${b} ${to.x + width + 2} ${b}`
}
