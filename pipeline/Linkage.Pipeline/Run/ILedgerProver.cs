using Linkage.Governance.Ledger;

namespace Linkage.Pipeline.Run;

/// <summary>The ledger that the decisions of a run are recorded in, as far as a release needs it.</summary>
public interface ILedgerProver
{
    /// <summary>Shows that the decision a run releases under stands in the ledger, against a checkpoint signed now.</summary>
    /// <param name="run">The run.</param>
    /// <param name="decision">Digest of the decision, see <see cref="DecisionDigest"/>.</param>
    /// <param name="signer">The key that signs releases.</param>
    /// <exception cref="Exception">The decision is not recorded, or the ledger cannot be read or is not the one its checkpoints tell of; nothing may be released then.</exception>
    LedgerProof Prove(RunId run, string decision, ICheckpointSigner signer);
}
