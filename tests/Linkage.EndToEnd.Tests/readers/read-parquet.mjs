// Reads a Parquet file whole with hyparquet and prints what it found as one JSON object.
import { readFileSync } from 'node:fs'
import { parquetMetadata, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'

const bytes = readFileSync(process.argv[2])
const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
const metadata = parquetMetadata(file)
const rows = await parquetReadObjects({ file, compressors, utf8: false })
const text = value =>
  value instanceof Uint8Array ? Buffer.from(value).toString('hex')
    : typeof value === 'bigint' ? Number(value)
      : value instanceof Date ? value.toISOString().slice(0, 10)
        : value ?? null
console.log(JSON.stringify({
  rows: rows.length,
  declaredRows: Number(metadata.num_rows),
  columns: metadata.schema.slice(1).map(c => ({ name: c.name, type: c.type, logical: c.logical_type?.type ?? c.converted_type ?? null })),
  codecs: [...new Set(metadata.row_groups.flatMap(g => g.columns.map(c => c.meta_data.codec)))],
  metadata: Object.fromEntries((metadata.key_value_metadata ?? []).map(m => [m.key, m.value ?? ''])),
  values: rows.map(r => Object.fromEntries(Object.entries(r).map(([k, v]) => [k, text(v)]))),
}))
