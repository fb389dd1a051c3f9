import { CaseColumns } from '../bureau.tsx'
import { Button } from '../buttons.tsx'
import { Conversation } from '../conversation.tsx'
import { FileRow } from '../fields/file-input.tsx'
import { Action, Actions, Form } from '../fields/form.tsx'
import { Select, TextArea } from '../fields/text-inputs.tsx'
import { DescriptionList } from '../lists.tsx'
import { Breadcrumbs } from '../navigation.tsx'
import { StateChip } from '../notices.tsx'
import { BureauFrame, type FrameProps } from './frames.tsx'

function Request() {
  return (
    <>
      <DescriptionList
        items={[
          { label: 'Où', value: '27, rue des Bruyères', provenance: 'Vérifiée dans la Base adresse' },
          { label: 'Quand', value: 'Samedi 12 décembre 2026\nde 7 h à 19 h' },
          { label: 'Véhicule', value: 'Camion avec monte-meuble, 16 m' },
          { label: 'Demandeuse', value: 'Claire Fontanel', provenance: 'Domicile confirmé par les impôts' },
        ]}
      />
      <h3>Pièces</h3>
      <FileRow name="bruyeres-30.jpg" href="/f/1" note="Reçue ce matin, 1,4 Mo" icon="image" />
      <FileRow name="bruyeres-27.jpg" href="/f/2" note="19 novembre, 1,2 Mo" icon="image" />
    </>
  )
}

function Talk() {
  return (
    <div class="stack">
      <Conversation
        label="Les échanges"
        items={[
          { kind: 'day', label: 'Vendredi 20 novembre' },
          {
            kind: 'message',
            author: 'Vous',
            meta: '9 h 12',
            isMine: true,
            body: <p>Pouvez-vous m’envoyer un plan ?</p>,
          },
          {
            kind: 'event',
            icon: 'pause',
            body: (
              <>
                <b>Délai arrêté</b> : une pièce est demandée
              </>
            ),
          },
          { kind: 'day', label: 'Aujourd’hui' },
          {
            kind: 'note',
            author: 'Samir Bouzid',
            meta: '8 h 30, note interne, l’usager ne la voit pas',
            body: <p>Vu sur place vendredi : 18 m libres devant le 30, marquage neuf.</p>,
          },
          {
            kind: 'message',
            author: 'Claire Fontanel',
            meta: '10 h 22, par SMS',
            body: <p>Voici la photo devant le 30. Merci.</p>,
            attachments: [{ name: 'bruyeres-30.jpg', href: '/f/1', note: '1,4 Mo, sans virus', icon: 'image' }],
          },
        ]}
      />
      <Form class="panel stack">
        <fieldset class="row seg">
          <legend class="vh">Type de message</legend>
          <label>
            <input type="radio" name="kind" value="reply" checked /> Répondre
          </label>
          <label>
            <input type="radio" name="kind" value="note" /> Note interne
          </label>
        </fieldset>
        <TextArea id="reply" name="reply" label="Votre message à Claire Fontanel" isLabelHidden />
        <Actions>
          <Button size="small" icon="send">
            Envoyer
          </Button>
          <span class="meta">Part par SMS et par e-mail</span>
        </Actions>
      </Form>
    </div>
  )
}

function Act() {
  return (
    <>
      <div class="clock">
        <span class="meta">Réponse due</span>
        <b>dans 9 jours</b>
        <span class="meta">mercredi 2 décembre, promesse faite à l’usager</span>
      </div>
      <div class="acts">
        <Action isFirst>
          <Button isWide icon="check" name="do" value="accept">
            Accepter la demande
          </Button>
          <p>Alors :</p>
          <ul>
            <li>l’arrêté part à la signature de Paul Orsel, adjoint</li>
            <li>Claire Fontanel est prévenue à la signature</li>
          </ul>
        </Action>
        <Action>
          <Button kind="quiet" isWide icon="paperclip" name="do" value="ask">
            Demander une pièce
          </Button>
          <p>Le délai s’arrête jusqu’à la réponse, 15 jours au plus.</p>
        </Action>
        <Action>
          <Select
            id="service"
            name="service"
            label="Confier à un autre service"
            options={[
              { value: 'police', label: 'Police municipale' },
              { value: 'roads', label: 'Voirie est' },
            ]}
          />
          <Button kind="quiet" isWide icon="corner-up-right" name="do" value="entrust">
            Confier
          </Button>
          <p>Vous gardez la lecture. Le délai continue.</p>
        </Action>
        <Action>
          <Button kind="danger" isWide icon="x" name="do" value="refuse">
            Refuser
          </Button>
          <p>Un motif vous sera demandé, avec les voies de recours.</p>
        </Action>
      </div>
    </>
  )
}

/** A case as the agent who follows it sees it. */
export function CaseGallery(props: FrameProps) {
  return (
    <BureauFrame {...props} title="VAL-2026-04187, Claire Fontanel">
      <Breadcrumbs
        label="Retour"
        isBack
        links={[
          { href: '/demandes', label: 'À traiter' },
          { label: '9 sur 23' },
          { href: '/suivante', label: 'Suivante' },
        ]}
      />
      <header class="case-head">
        <h1>Occuper la rue pour un déménagement</h1>
        <p class="row">
          <StateChip tone="ok" icon="message-square-reply" label="A répondu" />
          <span>Claire Fontanel</span>
          <span class="meta">VAL-2026-04187, par le web, version 6 de la démarche</span>
        </p>
      </header>
      <CaseColumns
        label="Parties du dossier"
        request={{ title: 'La demande', children: <Request /> }}
        talk={{ title: 'Les échanges', children: <Talk /> }}
        act={{ title: 'Agir', children: <Act /> }}
      />
    </BureauFrame>
  )
}
