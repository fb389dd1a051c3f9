import { buffer } from 'node:stream/consumers'
import { ways, type Way } from './schema.ts'
import { textOf } from './text.ts'

/** A process of its own for one file: reads it from its input, says its text as JSON, and ends. */
const way = Object.values(ways).find((each): each is Way => each === process.argv[2])
const bytes = new Uint8Array(await buffer(process.stdin))
const text = way && (await textOf(way, bytes).catch(() => undefined))
process.stdout.write(JSON.stringify({ text: text ?? null }))
