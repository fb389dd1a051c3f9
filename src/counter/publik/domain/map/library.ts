import type {
  PublikBlock,
  PublikDataSource,
  PublikFile,
  PublikForm,
  PublikMailTemplate,
  PublikWorkflow,
} from '../../schema.ts'

/** The files imported together: they name one another by their slugs. */
export interface Library {
  block(slug: string): PublikBlock | undefined
  dataSource(slug: string): PublikDataSource | undefined
  mailTemplate(slug: string): PublikMailTemplate | undefined
  workflow(slug: string): PublikWorkflow | undefined
  card(slug: string): PublikForm | undefined
  /** The forms that follow a circuit. */
  formsOf(workflow: string): readonly PublikForm[]
}

export function openLibrary(files: readonly PublikFile[]): Library {
  const bySlug = <K extends PublikFile['kind']>(kind: K) => {
    const some = files.filter((file): file is Extract<PublikFile, { kind: K }> => file.kind === kind)
    const map = new Map(some.map((file) => [file.slug, file]))
    return (slug: string) => map.get(slug)
  }
  const forms = files.filter((file): file is PublikForm => file.kind === 'form' || file.kind === 'card')
  const cards = new Map(forms.flatMap((file) => (file.kind === 'card' ? [[file.slug, file] as const] : [])))
  return {
    block: bySlug('block'),
    dataSource: bySlug('data_source'),
    mailTemplate: bySlug('mail_template'),
    workflow: bySlug('workflow'),
    card: (slug) => cards.get(slug),
    formsOf: (workflow) => forms.filter((form) => form.workflow?.slug === workflow),
  }
}
