export { ofName } from './domain/french.ts'
export type { FaultyFiles, Problem } from './domain/import/problem.ts'
export { openNow, type OpenState } from './domain/opening.ts'
export type { Brand, Collectivity, Contact, Notice, Place, Service, Site, Territory } from './schema.ts'
export { loadDemoCollectivities } from './service/demo.ts'
export { importTerritory, type ImportReport } from './service/import.ts'
export { declareHostname, openCollectivity, type PresentationRefusal } from './service/presentation.ts'
export {
  findCommunes,
  findSite,
  getLocalInformation,
  getSite,
  getTerritory,
  listCollectivities,
  listHosts,
  listServices,
  listSirets,
} from './service/sites.ts'
export { problemSentence } from './texts.ts'
