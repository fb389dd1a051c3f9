import { decideHandover, offerRequest } from './deciding.ts'
import { takeIn } from './inbox.ts'
import { isTicket } from './open311/form.ts'
import {
  addPartner,
  changePartner,
  hurryPartner,
  readKeys,
  readPartner,
  readServices,
  renewSecret,
  setActive,
} from './partners.ts'
import { compareWith } from './reconciling.ts'
import { acknowledge, fileFor, knowReader, knowSender, listFor, messagesAfter, waitingFor } from './serving.ts'
import type { HandoverTools } from './tools.ts'

/** The use cases that need the installation's secrets, its files or the network. One per process. */
export function createHandovers(tools: HandoverTools) {
  return {
    tools,
    offer: offerRequest(tools),
    decide: decideHandover(tools),
    addPartner: addPartner(tools),
    changePartner: changePartner(tools),
    renewSecret: renewSecret(tools),
    setActive: setActive(tools),
    readServices: readServices(tools),
    hurry: hurryPartner(tools),
    isTicket: (file: { readonly handoverId: string; readonly fileId: string }, ticket: string) =>
      isTicket(tools.secrets, file, ticket, tools.clock.now()),
    readPartner: readPartner(tools),
    readKeys: readKeys(tools),
    compare: (partner: Parameters<typeof compareWith>[1]) => compareWith(tools, partner),
    knowSender: knowSender(tools),
    knowReader: knowReader(tools),
    takeIn: takeIn(tools),
    list: listFor(tools),
    waiting: waitingFor(tools),
    acknowledge: acknowledge(tools),
    messagesAfter: messagesAfter(tools),
    file: fileFor(tools),
  }
}

export type Handovers = ReturnType<typeof createHandovers>
