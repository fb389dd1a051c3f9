import type { AnyRepeatedField, Field, InnerRepeatedField, Page } from '../schema/index.ts'

type AnyField = Field | InnerRepeatedField

/** A field and the rows that it stands in: `children.1.vaccines.0.day` → the field `day`, rows 1 and 0. */
export interface FieldAt {
  readonly field: AnyField
  readonly rows: readonly { readonly field: AnyRepeatedField; readonly row: number }[]
}

/** The field that a path leads to, with its rows; parts of an input after the field are left alone. */
export function locate(page: Pick<Page, 'fields'>, path: string): FieldAt | undefined {
  const steps = path.split('.')
  const rows: { field: AnyRepeatedField; row: number }[] = []
  let among: readonly AnyField[] = page.fields
  for (let at = 0; at < steps.length; at += 2) {
    const field = among.find(({ id }) => id === steps[at])
    if (!field) return undefined
    const next = steps[at + 1]
    if (field.type !== 'repeated' || next === undefined || steps[at + 2] === undefined) return { field, rows }
    rows.push({ field, row: Number(next) })
    among = field.fields
  }
  return undefined
}

/** The field that a path or an input leads to. */
export const fieldAt = (page: Pick<Page, 'fields'>, path: string): AnyField | undefined => locate(page, path)?.field

/** The repeated field that a path leads to: `children`, `children.0.vaccines`. */
export function repeatedAt(page: Pick<Page, 'fields'>, path: string): AnyRepeatedField | undefined {
  const field = fieldAt(page, path)
  return field?.type === 'repeated' ? field : undefined
}
