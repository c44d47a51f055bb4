namespace Linkage.Jobs.Store;

/// <summary>What is recorded of a grant secret.</summary>
internal enum KeyAct
{
    /// <summary>It was made.</summary>
    Made,

    /// <summary>It is used, and this store saw nobody make it.</summary>
    Found,

    /// <summary>A join key was derived from it.</summary>
    Used,

    /// <summary>It was destroyed.</summary>
    Destroyed,
}
