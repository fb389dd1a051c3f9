import type { ComponentChildren, VNode } from 'preact'
import { type Locale, type Localized, localize } from '#kernel/localized'
import { DescriptionList, Details } from '#platform/html'
import { formats } from '#platform/i18n'
import { dataTexts } from './data.texts.ts'

interface Reading {
  readonly locale: Locale
  /** What keys are called; one that is absent is shown as it is. */
  readonly words: Readonly<Record<string, Localized>>
}

type Json = Readonly<Record<string, unknown>>

const isRecord = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

const moment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/

/** A part of a copy as one reads it: each list under its name, each thing of it by name and value. */
export function Readable(content: unknown, reading: Reading): VNode {
  const t = dataTexts(reading.locale)
  if (!isRecord(content) || Object.keys(content).length === 0) return <p>{t.empty}</p>
  const entries = Object.entries(content)
  const plain = entries.filter(([, value]) => !Array.isArray(value) && !isRecord(value))
  const nested = entries.filter(([, value]) => Array.isArray(value) || isRecord(value))
  return (
    <div class="stack far">
      {plain.length > 0 && Lines(Object.fromEntries(plain), reading)}
      {nested.map(([key, value]) => (
        <section>
          <h2>{wordFor(key, reading)}</h2>
          {Many(value, reading)}
        </section>
      ))}
    </div>
  )
}

const wordFor = (key: string, { words, locale }: Reading): string => {
  const word = Object.hasOwn(words, key) ? words[key] : undefined
  return word ? localize(word, locale) : key
}

/** A list of things, each foldable when there are several; or one thing. */
function Many(value: unknown, reading: Reading): VNode {
  const t = dataTexts(reading.locale)
  const items: readonly unknown[] = Array.isArray(value) ? value : [value]
  if (items.length === 0) return <p>{t.empty}</p>
  if (!items.some(isRecord)) return <p>{formats(reading.locale).list(items.map((item) => sentence(item, reading)))}</p>
  if (items.length === 1 && isRecord(items[0])) return Lines(items[0], reading)
  return (
    <>
      {items.map((item, index) =>
        Details({ summary: titleOf(item, index, reading), children: isRecord(item) ? Lines(item, reading) : null }),
      )}
    </>
  )
}

/** What tells a thing from the others: its first texts. */
function titleOf(item: unknown, index: number, reading: Reading): string {
  const texts = isRecord(item)
    ? Object.values(item)
        .filter((value) => typeof value === 'string' && value !== '')
        .slice(0, 3)
    : []
  const words = texts.map((text) => sentence(text, reading)).join(', ')
  return words === '' ? dataTexts(reading.locale).item(formats(reading.locale).number(index + 1)) : words.slice(0, 120)
}

const Lines = (record: Json, reading: Reading): VNode =>
  DescriptionList({
    items: Object.entries(record).map(([key, value]) => ({
      label: wordFor(key, reading),
      value: valueOf(value, reading),
    })),
  })

function valueOf(value: unknown, reading: Reading): ComponentChildren {
  if (Array.isArray(value)) {
    if (value.length === 0) return dataTexts(reading.locale).nothing
    if (!value.some(isRecord)) return value.map((item) => sentence(item, reading)).join(', ')
    return value.map((item) => (isRecord(item) ? Lines(item, reading) : <p>{sentence(item, reading)}</p>))
  }
  if (isRecord(value)) {
    return Object.keys(value).length === 0 ? dataTexts(reading.locale).nothing : Lines(value, reading)
  }
  return sentence(value, reading)
}

function sentence(value: unknown, { locale }: Reading): string {
  const t = dataTexts(locale)
  if (value === null || value === undefined || value === '') return t.nothing
  if (typeof value === 'boolean') return value ? t.yes : t.no
  if (typeof value === 'number') return formats(locale).number(value)
  if (typeof value !== 'string') return JSON.stringify(value)
  return moment.test(value) ? formats(locale).dateTime(new Date(value)) : value
}
