import type { VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import { Panel } from '#platform/html'
import { catalogue } from '#platform/i18n'

/** Codes of administrative justice (R. 421-1, R. 421-2) and of relations with the administration (L. 411-2). */
const remedyTexts = catalogue({
  fr: {
    title: 'Si vous n’êtes pas d’accord',
    lead: 'Vous avez deux mois, à compter du jour où cette décision vous est notifiée, pour :',
    ask: 'nous demander de la revoir, en nous disant pourquoi (recours gracieux) ;',
    court:
      'ou saisir le tribunal administratif dans le ressort duquel se trouve notre siège, par courrier ou sur www.telerecours.fr.',
    again:
      'Le recours gracieux interrompt ce délai : vous avez de nouveau deux mois pour saisir le tribunal après notre réponse. Sans réponse de notre part au bout de deux mois, il est rejeté et ces deux mois commencent.',
    law: 'Articles R. 421-1 et R. 421-2 du code de justice administrative, L. 411-2 du code des relations entre le public et l’administration.',
  },
  en: {
    title: 'If you disagree',
    lead: 'You have two months, from the day you are notified of this decision, to:',
    ask: 'ask us to reconsider it, telling us why (an informal appeal, “recours gracieux”);',
    court:
      'or bring the matter before the administrative court (“tribunal administratif”) in whose jurisdiction our seat lies, by post or on www.telerecours.fr.',
    again:
      'An informal appeal interrupts this time limit: you again have two months to go to court after our answer. If we have not answered within two months, it is rejected and those two months begin.',
    law: 'Articles R. 421-1 and R. 421-2 of the French code of administrative justice, L. 411-2 of the code of relations between the public and the administration.',
  },
})

/** What somebody may do against a decision that is not hers: the page says it, as the mail does. */
export function Remedies({ locale }: { locale: Locale }): VNode {
  const texts = remedyTexts(locale)
  return Panel({
    title: texts.title,
    children: (
      <div class="prose">
        <p>{texts.lead}</p>
        <ul>
          <li>{texts.ask}</li>
          <li>{texts.court}</li>
        </ul>
        <p>{texts.again}</p>
        <p class="meta">{texts.law}</p>
      </div>
    ),
  })
}
