// Verifies a release with nothing of Linkage's: node verify-bundle.mjs PUBLIC.pem FOLDER...
// Prints a line of JSON for each folder, {"folder", "valid", "problems"}, and ends with 0 when all are valid, else 1. Expiry is not judged.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { lstatSync, readFileSync, readdirSync } from 'node:fs';

const [statementFile, envelopeFile, sealFile, ledgerFile] = ['statement.json', 'statement.dsse.json', '_seal.json', 'ledger.json'];
const payloadType = 'application/vnd.in-toto+json';
const sha256 = (...bytes) => bytes.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex');
const node = (left, right) => sha256(Buffer.from([1]), Buffer.from(left, 'hex'), Buffer.from(right, 'hex'));

const [pem, ...folders] = process.argv.slice(2);
const key = createPublicKey(readFileSync(pem));
const isCurve = key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails.namedCurve === 'prime256v1';
if (!isCurve && (key.asymmetricKeyType !== 'rsa' || key.asymmetricKeyDetails.modulusLength < 3072)) throw new Error('neither an ECDSA key on P-256 nor an RSA key of 3072 bits or more');
const spki = key.export({ type: 'spki', format: 'der' });
const keyId = sha256(spki);

// Of an ECDSA signature one form alone holds: the shortest DER, with s in the lower half of the order. Of these lengths every length is one byte.
const half = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n >> 1n;
const number = bytes => BigInt(`0x0${bytes.toString('hex')}`);
const integer = n => (hex => Buffer.concat([Buffer.from([2, hex.length / 2]), Buffer.from(hex, 'hex')]))(n.toString(16).replace(/^(..)*.$/, '0$&').replace(/^[89a-f]/, '00$&'));
function isOneForm(der) {
  const [r, s] = [number(der.subarray(4, 4 + der[3])), number(der.subarray(6 + der[3]))];
  const pair = Buffer.concat([integer(r), integer(s)]);
  return s <= half && der.equals(Buffer.concat([Buffer.from([0x30, pair.length]), pair]));
}
const holds = (bytes, signature) => (!isCurve || isOneForm(signature)) && verify('sha256', bytes, key, signature);

// The event of the decision, the hashes from it to a root (RFC 9162, 2.1.3.2), and the checkpoint signed over that root (a C2SP note). One written form.
function ledgerProblem(bytes, decision) {
  const { checkpoint, event, leafHash, proof, root, sequence, size } = JSON.parse(bytes);
  const { actor, body, instant, kind, previous, sequence: place, subject } = JSON.parse(event);
  const [origin, count, hash64, at, , line] = checkpoint.split('\n');
  const [hint, signature] = (all => [all.subarray(0, 4), all.subarray(4)])(Buffer.from(line.split(' ')[2], 'base64'));
  const name = isCurve ? 'linkage-ecdsa-p256-sha256' : 'linkage-rsa-pkcs1-sha256';
  const note = `${origin}\n${count}\n${hash64}\n${at}\n`;
  const written = `${note}\n\u2014 ${origin} ${Buffer.concat([hint, signature]).toString('base64')}\n\n`;
  const leaf = sha256(Buffer.from([0]), Buffer.from(JSON.stringify({ actor, body, instant, kind, previous, sequence: place, subject })));
  const one = JSON.stringify({ checkpoint: written, event: JSON.stringify({ actor, body, instant, kind, previous, sequence: place, subject }), leafHash: leaf, proof, root: Buffer.from(hash64, 'base64').toString('hex'), sequence: place, size: Number(count) });
  if (!bytes.equals(Buffer.from(`${one}\n`)) || !origin.startsWith('linkage-ledger/')) return 'not in the one form';
  if (sha256(Buffer.from(`${origin}\n`), Buffer.from([0xff]), Buffer.from(name), spki).slice(0, 8) !== hint.toString('hex') || !holds(Buffer.from(note), signature)) return 'the checkpoint was not signed with this key';
  let [place1, last, hash] = [sequence, size - 1, leaf];
  for (const step of proof) {
    if (last === 0) return 'too many hashes';
    if (place1 % 2 === 1 || place1 === last) {
      for (hash = node(step, hash); place1 % 2 === 0 && place1 !== 0; last = Math.floor(last / 2)) place1 /= 2;
    } else hash = node(hash, step);
    [place1, last] = [Math.floor(place1 / 2), Math.floor(last / 2)];
  }
  if (sequence < 0 || sequence >= size || last !== 0 || hash !== root) return 'the event does not stand in that ledger';
  return kind === 'decision-allowed' && JSON.parse(body).decision === decision ? null : 'another event than the decision of the statement';
}
function ledgerProblemOrDamage(bytes, decision) {
  try { return ledgerProblem(bytes, decision); } catch { return 'cannot be read'; }
}

// Every entry by its path; one folder, data, may have files of its own.
function entries(folder, below = '') {
  return readdirSync(`${folder}/${below}`).flatMap(name => {
    const path = below + name;
    const kind = lstatSync(`${folder}/${path}`);
    const inside = path === 'data' && kind.isDirectory() ? entries(folder, 'data/') : [];
    return inside.length > 0 ? inside : [{ path, plain: kind.isFile() && !name.startsWith('.') }];
  });
}

function problemsOf(folder) {
  const found = entries(folder);
  const problems = found.filter(f => !f.plain).map(f => `${f.path}: not a plain file`);
  const files = new Map(found.filter(f => f.plain).map(f => [f.path, readFileSync(`${folder}/${f.path}`)]));
  const same = (path, bytes) => files.get(path)?.equals(bytes) || problems.push(`${path}: missing or not the expected bytes`);

  // The envelope has one written form, made again here from the statement and the signature in it.
  const payload = files.get(statementFile) ?? Buffer.alloc(0);
  const signature = Buffer.from(/"sig":"([^"]*)"/.exec(files.get(envelopeFile)?.toString('latin1') ?? '')?.[1] ?? '', 'base64');
  same(envelopeFile, Buffer.from(`{"payload":"${payload.toString('base64')}","payloadType":"${payloadType}","signatures":[{"keyid":"${keyId}","sig":"${signature.toString('base64')}"}]}\n`));
  const signed = Buffer.concat([Buffer.from(`DSSEv1 ${payloadType.length} ${payloadType} ${payload.length} `), payload]);
  if (!holds(signed, signature)) return [...problems, `${envelopeFile}: the signature does not hold`];

  const { _type, predicateType, predicate, subject } = JSON.parse(payload);
  if (_type !== 'https://in-toto.io/Statement/v1' || predicateType !== 'urn:linkage:release-statement:v1') return [...problems, `${statementFile}: not a release`];
  const named = new Map(subject.map(s => [s.name, s.digest.sha256]));
  for (const [path, digest] of named) if (!files.has(path) || sha256(files.get(path)) !== digest) problems.push(`${path}: missing or not the signed bytes`);
  const about = [statementFile, envelopeFile, sealFile];
  if (predicate.decision?.proof !== undefined) {
    about.push(ledgerFile);
    const problem = files.has(ledgerFile) ? ledgerProblemOrDamage(files.get(ledgerFile), predicate.decision.hash) : 'missing';
    if (problem) problems.push(`${ledgerFile}: ${problem}`);
  }
  for (const path of files.keys()) if (!named.has(path) && !about.includes(path)) problems.push(`${path}: not part of the release`);

  // The zone's seal follows from all of that.
  const digests = Object.fromEntries([...files.keys()].filter(p => p !== sealFile).sort().map(p => [p, sha256(files.get(p))]));
  same(sealFile, Buffer.from(JSON.stringify({ key: predicate.releaseId, files: digests, facts: { releaseId: predicate.releaseId, statementDigest: sha256(payload) } }, null, 2)));
  return problems;
}

const verdicts = folders.map(folder => ({ folder, problems: problemsOf(folder) }));
for (const { folder, problems } of verdicts) console.log(JSON.stringify({ folder, valid: problems.length === 0, problems }));
process.exitCode = verdicts.every(v => v.problems.length === 0) ? 0 : 1;
