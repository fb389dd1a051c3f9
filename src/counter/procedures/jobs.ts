import { Type } from 'typebox'
import { defineJob } from '#platform/jobs'

/** Reads again the address that feeds a list. */
export const refreshList = defineJob('procedures.refresh_list', Type.Object({ listId: Type.String() }))

/** Each night: every list that an address feeds. */
export const refreshLists = defineJob('procedures.refresh_lists', Type.Object({}))
