import type { SignatureValue, SimpleField } from '../schema/index.ts'
import { lineOf } from './raw.ts'
import { answered, type Question, type Reading, wrong } from './reading.ts'

type SignatureQuestion = Question<Extract<SimpleField, { type: 'signature' }>>

/** The box in which one draws, in its own units. */
const signatureBox = { width: 600, height: 200 } as const

const longestName = 150
const longestDrawing = 20_000
const stroke = /M(\d{1,3}) (\d{1,3})((?:L\d{1,3} \d{1,3})*)/y

/**
 * The strokes of a pen as the path of an SVG: `M12 80L14 82L20 90M40 10L41 11`, whole units within the box, and nothing
 * else: what is kept can be drawn on a page, in a picture and in a PDF without being cleaned again.
 * @returns the path, or undefined when it is not one or shows less than a line.
 */
function drawingOf(text: string): string | undefined {
  if (text.length > longestDrawing || !text.includes('L')) return undefined
  stroke.lastIndex = 0
  for (let end = 0; end < text.length; end = stroke.lastIndex) if (!stroke.test(text)) return undefined
  const points = [...text.matchAll(/(\d+) (\d+)/g)]
  const isWithin = points.every(([, x, y]) => Number(x) <= signatureBox.width && Number(y) <= signatureBox.height)
  return isWithin ? text : undefined
}

/** A name, and a box that says "I sign"; what was drawn is kept when it is a drawing: the name stands in for it. */
export function readSignature(question: SignatureQuestion): Reading {
  const { entries, name } = question
  const signedBy = lineOf(entries, `${name}.name`)
  const hasAgreed = lineOf(entries, `${name}.agreed`) === 'yes'
  const drawing = drawingOf(lineOf(entries, `${name}.drawing`))
  if (question.isOptional && !signedBy && !hasAgreed && drawing === undefined) return { errors: [] }
  const errors = [
    ...nameFaults(question, signedBy),
    ...(hasAgreed ? [] : wrong(question, 'required', { input: `${name}.agreed` }).errors),
  ]
  if (errors.length > 0) return { errors }
  return answered({ signedBy, ...(drawing !== undefined && { drawing }) } satisfies SignatureValue)
}

function nameFaults(question: SignatureQuestion, signedBy: string) {
  const input = `${question.name}.name`
  if (!signedBy) return wrong(question, 'required', { input }).errors
  if (signedBy.length <= longestName) return []
  return wrong(question, 'too_long', { input, params: { maximum: longestName } }).errors
}
