export {
  childrenOf,
  everyUnder,
  onlyChild,
  parseStrictly,
  type ReadOptions,
  readXml,
  textOfOnlyElement,
  type XmlElement,
  type XmlFault,
} from './read.ts'
export { attribute, Xml, xml } from './write.ts'
