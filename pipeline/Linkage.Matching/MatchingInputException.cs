namespace Linkage.Matching;

/// <summary>
/// Something the user gave cannot be used for linking: a file, a column, a setting or an expression. The message says what, where and what to do;
/// it never holds a value of a record.
/// </summary>
public sealed class MatchingInputException : Exception
{
    /// <summary>Makes the error.</summary>
    /// <param name="what">What is wrong.</param>
    /// <param name="where">The file, column, setting or expression it is about.</param>
    /// <param name="whatToDo">What the user can do about it.</param>
    public MatchingInputException(string what, string where, string whatToDo)
        : base($"{where}: {what} {whatToDo}")
    {
        What = what;
        Where = where;
        WhatToDo = whatToDo;
    }

    /// <summary>What is wrong.</summary>
    public string What { get; }

    /// <summary>The file, column, setting or expression it is about.</summary>
    public string Where { get; }

    /// <summary>What the user can do about it.</summary>
    public string WhatToDo { get; }
}
