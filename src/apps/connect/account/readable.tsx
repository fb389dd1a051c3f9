import type { ComponentChildren, VNode } from 'preact'
import { type Locale, type Localized, localize } from '#kernel/localized'
import { DescriptionList, Details, SectionHead } from '#platform/html'
import { formats } from '#platform/i18n'
import { dataTexts } from './data.texts.ts'

interface Reading {
  readonly locale: Locale
  /** What keys are called, in the order of the page; one that is absent comes last, as it is. */
  readonly words: Readonly<Record<string, Localized>>
  readonly codes: Readonly<Record<string, Readonly<Record<string, Localized>>>>
}

type Json = Readonly<Record<string, unknown>>

const isRecord = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

const moment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/

/** A part of a copy as one reads it: each list under its name, each thing of it by name and value. */
export function Readable(content: unknown, reading: Reading): VNode {
  const t = dataTexts(reading.locale)
  if (!isRecord(content) || Object.keys(content).length === 0) return <p>{t.empty}</p>
  const entries = inOrder(content, reading)
  const plain = entries.filter(([, value]) => !Array.isArray(value) && !isRecord(value))
  const nested = entries.filter(([, value]) => Array.isArray(value) || isRecord(value))
  return (
    <div class="stack far">
      {plain.length > 0 && Lines(Object.fromEntries(plain), reading)}
      {nested.map(([key, value]) => (
        <section class="answers">
          {SectionHead({ title: wordFor(key, reading) })}
          {Many(value, key, reading)}
        </section>
      ))}
    </div>
  )
}

/** Databases keep no order of keys: that of the words is the page's. */
function inOrder(record: Json, { words }: Reading): [string, unknown][] {
  const ranks = new Map(Object.keys(words).map((key, rank) => [key, rank]))
  const rank = (key: string): number => ranks.get(key) ?? ranks.size
  return Object.entries(record).toSorted(([a], [b]) => rank(a) - rank(b))
}

const wordFor = (key: string, { words, locale }: Reading): string => {
  const word = Object.hasOwn(words, key) ? words[key] : undefined
  return word ? localize(word, locale) : key
}

/** A list of things, each foldable when there are several; or one thing. */
function Many(value: unknown, key: string, reading: Reading): VNode {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value]
  const [first] = items
  if (items.length === 0) return <p>{dataTexts(reading.locale).empty}</p>
  if (!items.some(isRecord)) {
    return <p>{formats(reading.locale).list(items.map((item) => sentence(item, key, reading)))}</p>
  }
  if (items.length === 1 && isRecord(first)) return Lines(first, reading)
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
    ? inOrder(item, reading)
        .filter(([, value]) => typeof value === 'string' && value !== '')
        .slice(0, 3)
    : []
  const words = texts.map(([key, text]) => sentence(text, key, reading)).join(', ')
  return words === '' ? dataTexts(reading.locale).item(formats(reading.locale).number(index + 1)) : words.slice(0, 120)
}

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)

const Lines = (record: Json, reading: Reading): VNode =>
  DescriptionList({
    items: inOrder(record, reading)
      .filter(([, value]) => !isEmpty(value))
      .map(([key, value]) => ({ label: wordFor(key, reading), value: valueOf(value, key, reading) })),
  })

function valueOf(value: unknown, key: string, reading: Reading): ComponentChildren {
  if (isRecord(value)) return Lines(value, reading)
  if (!Array.isArray(value)) return sentence(value, key, reading)
  if (!value.some(isRecord)) return value.map((item) => sentence(item, key, reading)).join(', ')
  return (
    <ul class="plain">
      {value.map((item) => (
        <li>{isRecord(item) ? oneLine(item, reading) : sentence(item, key, reading)}</li>
      ))}
    </ul>
  )
}

/** A small thing within another, in one line: "Le problème : la lumière est éteinte". */
function oneLine(record: Json, reading: Reading): ComponentChildren {
  const parts = inOrder(record, reading).filter(([, value]) => !isEmpty(value))
  const isPlain = parts.every(([, value]) => !isRecord(value) && !Array.isArray(value))
  if (!isPlain) return Lines(record, reading)
  return parts.map(([key, value]) => sentence(value, key, reading)).join(' : ')
}

function sentence(value: unknown, key: string, { locale, codes }: Reading): string {
  const t = dataTexts(locale)
  if (typeof value === 'boolean') return value ? t.yes : t.no
  if (typeof value === 'number') return formats(locale).number(value)
  if (typeof value !== 'string') return isEmpty(value) ? t.nothing : JSON.stringify(value)
  const ofKey = Object.hasOwn(codes, key) ? codes[key] : undefined
  const word = ofKey && Object.hasOwn(ofKey, value) ? ofKey[value] : undefined
  if (word) return localize(word, locale)
  return moment.test(value) ? formats(locale).fullDateTime(new Date(value)) : value
}
