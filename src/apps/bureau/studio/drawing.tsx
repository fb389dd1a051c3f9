import type { VNode } from 'preact'
import { edgesOf, type Workflow } from '#counter/workflows'
import { type Locale, localize } from '#kernel/localized'
import { circuitTexts } from './circuit.texts.ts'

const [width, height, gapX, gapY, margin] = [200, 52, 56, 76, 24]

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

/** The circuit as a graph, from top to bottom. What it shows is in the list beside it, in words. */
export function CircuitDrawing({ workflow, locale }: { workflow: Workflow; locale: Locale }): VNode {
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
        {workflow.statuses.map(({ id, label, outcome }) => {
          const { x = 0, y = 0 } = places.get(id) ?? {}
          return (
            <g class={outcome === undefined ? 'node' : 'node end'}>
              <rect x={x} y={y} width={width} height={height} rx="8" />
              <text x={x + width / 2} y={y + height / 2}>
                {short(localize(label, locale))}
              </text>
            </g>
          )
        })}
      </svg>
    </section>
  )
}

const short = (text: string): string => (text.length > 24 ? `${text.slice(0, 23)}…` : text)

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
