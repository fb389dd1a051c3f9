import type { Visitor } from '../../support/visitor.ts'

/** What an administrator does in the studio: questions, then statuses and their steps. */

const lists = {
  fields: 'Le type de réponse',
  steps: 'Ce qu’elle fait',
} as const

export interface Step {
  readonly kind: string
  /** What lists of its panel are set to. */
  readonly choose?: Readonly<Record<string, string>>
  readonly write?: Readonly<Record<string, string>>
  readonly tick?: readonly string[]
}

/** The draft that she writes, at its address. */
export class Author {
  readonly visitor: Visitor
  readonly #draft: string

  private constructor(visitor: Visitor, draft: string) {
    this.visitor = visitor
    this.#draft = draft
  }

  static async begin(visitor: Visitor, name: string): Promise<Author> {
    await visitor.open('/bureau/corbas/atelier')
    await visitor.follow('Nouvelle démarche')
    await visitor.write('Le nom de la démarche, dans les mots des habitants', name)
    await visitor.press('Commencer')
    return new Author(visitor, visitor.path)
  }

  async question(label: string, type: string): Promise<void> {
    const { visitor } = this
    await visitor.follow(/La demande/, visitor.page.getByRole('navigation', { name: 'Les pages' }))
    const adding = visitor.page.locator('form').filter({ has: visitor.page.locator('#nouveau-champ') })
    await visitor.write('La question, telle qu’on la lira', label, adding)
    await visitor.select(lists.fields, type, adding)
    await visitor.press('Ajouter une question', adding)
    await visitor.reads('La question choisie')
  }

  /** The question just added comes from the State. */
  async fetched(datum: string): Promise<void> {
    const { visitor } = this
    await visitor.unfold('Réglages de ce type de réponse')
    await visitor.select('Remplir d’avance avec', datum)
    await visitor.press('Enregistrer')
    await visitor.reads('C’est enregistré.')
  }

  /** The question just added is asked of those who said yes to another. */
  async askedIf(question: string): Promise<void> {
    const { visitor } = this
    await visitor.press(/^Écrire une règle : Quand/)
    await visitor.judge('studio-rule')
    await visitor.select('Ajouter une condition sur', question)
    await visitor.touch('Ajouter')
    await visitor.reads(/est oui/)
    await visitor.press('Enregistrer la règle')
    await visitor.reads(new RegExp(question.slice(0, 12)))
  }

  async functionCalled(name: string): Promise<void> {
    const { visitor } = this
    await visitor.open(`${this.#draft}/circuit/reglages`)
    await visitor.judge('studio-circuit-settings')
    const adding = visitor.page
      .locator('form')
      .filter({ has: visitor.page.getByRole('button', { name: 'Ajouter une fonction' }) })
    await visitor.write('Son nom', name, adding)
    await visitor.press('Ajouter une fonction', adding)
    await visitor.reads('C’est enregistré.')
  }

  async status(name: string): Promise<void> {
    const { visitor } = this
    await visitor.open(`${this.#draft}/circuit`)
    await visitor.write('Son nom, pour les agents', name)
    await visitor.press('Ajouter un statut')
    await visitor.reads('C’est enregistré.')
  }

  /** One more step of a status, which its identifier names. */
  async step(status: string, step: Step): Promise<void> {
    const { visitor } = this
    await visitor.open(`${this.#draft}/circuit?statut=${status}`)
    await visitor.select(lists.steps, step.kind)
    await visitor.press('Ajouter une étape')
    await this.#fill(step)
  }

  /** The step of this rank, from 0, says something else. */
  async changeStep(status: string, rank: number, step: Omit<Step, 'kind'>): Promise<void> {
    await this.visitor.open(`${this.#draft}/circuit?statut=${status}&etape=${rank}`)
    await this.#fill(step)
  }

  async #fill({ choose = {}, write = {}, tick = [] }: Omit<Step, 'kind'>): Promise<void> {
    const { visitor } = this
    const panel = visitor.page
      .locator('form')
      .filter({ has: visitor.page.locator('[name=geste][value=etape-changer]') })
    for (const [label, text] of Object.entries(write)) await visitor.write(label, text, panel)
    for (const [label, option] of Object.entries(choose)) await visitor.select(label, option, panel)
    for (const label of tick) await visitor.tick(label)
    await visitor.press('Enregistrer', panel)
    await visitor.reads('C’est enregistré.')
  }

  /** Gives each function to the roads department, reads the warnings, publishes. */
  async publish(functions: readonly string[]): Promise<void> {
    const { visitor } = this
    await visitor.open(`${this.#draft}/publication`)
    await visitor.reads('Rien n’empêche de publier')
    for (const box of await visitor.page.getByRole('checkbox').all()) await visitor.tickBox(box)
    for (const name of functions) await visitor.select(name, 'Voirie')
    await visitor.judge('studio-publication-whole')
    await visitor.press('Publier')
    await visitor.reads('La démarche est publiée')
  }
}
