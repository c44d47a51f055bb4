namespace Linkage.Jobs.Publishing.Pages;

/// <summary>A document to publish, before it has a form: headings, and under each what stands there.</summary>
/// <param name="Mark">What made it, as in <c>linkage publish register</c>: by it a later run knows its own file.</param>
/// <param name="Title">Its title.</param>
/// <param name="Lead">What it is and what it is not, a paragraph each.</param>
/// <param name="Instant">The instant it is of.</param>
/// <param name="Source">What it was made from, with digests.</param>
/// <param name="Sections">Its sections, in order.</param>
internal sealed record Page(
    string Mark, string Title, IReadOnlyList<string> Lead, DateTimeOffset Instant, string Source, IReadOnlyList<PageSection> Sections)
{
    /// <summary>The same page with every text that it shows passed through a function.</summary>
    public Page Map(Func<string, string> text) => this with
    {
        Title = text(Title),
        Lead = [.. Lead.Select(text)],
        Source = text(Source),
        Sections = [.. Sections.Select(section => section.Map(text))],
    };
}

/// <summary>A section under a heading.</summary>
/// <param name="Id">Where a link leads; unique in the page.</param>
/// <param name="Title">The heading.</param>
/// <param name="Blocks">What stands under it.</param>
/// <param name="Sections">Sections one level deeper.</param>
internal sealed record PageSection(string Id, string Title, IReadOnlyList<Block> Blocks, IReadOnlyList<PageSection> Sections)
{
    /// <summary>A section without deeper ones.</summary>
    public PageSection(string id, string title, params IReadOnlyList<Block> blocks)
        : this(id, title, blocks, [])
    {
    }

    /// <summary>The same section with every text that it shows passed through a function.</summary>
    public PageSection Map(Func<string, string> text) => this with
    {
        Title = text(Title),
        Blocks = [.. Blocks.Select(block => block.Map(text))],
        Sections = [.. Sections.Select(section => section.Map(text))],
    };
}

/// <summary>Something that stands under a heading.</summary>
internal abstract record Block
{
    /// <summary>The same block with every text that it shows passed through a function.</summary>
    public abstract Block Map(Func<string, string> text);
}

/// <summary>A paragraph.</summary>
/// <param name="Text">Its text.</param>
internal sealed record Paragraph(string Text) : Block
{
    /// <inheritdoc/>
    public override Block Map(Func<string, string> text) => new Paragraph(text(Text));
}

/// <summary>A list of points.</summary>
/// <param name="Texts">The points.</param>
internal sealed record Points(IReadOnlyList<string> Texts) : Block
{
    /// <inheritdoc/>
    public override Block Map(Func<string, string> text) => new Points([.. Texts.Select(text)]);
}

/// <summary>Names with their values, a table of two columns.</summary>
/// <param name="Caption">What the table holds.</param>
/// <param name="Items">The facts, in order.</param>
internal sealed record Facts(string Caption, IReadOnlyList<Fact> Items) : Block
{
    /// <inheritdoc/>
    public override Block Map(Func<string, string> text) => new Facts(text(Caption), [.. Items.Select(fact => new Fact(text(fact.Name), [.. fact.Values.Select(text)]))]);
}

/// <summary>A name with its values.</summary>
/// <param name="Name">The name.</param>
/// <param name="Values">The values; without one it shows <see cref="None"/>.</param>
internal sealed record Fact(string Name, IReadOnlyList<string> Values)
{
    /// <summary>What stands where there is no value.</summary>
    public const string None = "None";

    /// <summary>A name with one value; null is none.</summary>
    public Fact(string name, string? value)
        : this(name, value is null ? [] : [value])
    {
    }
}

/// <summary>A table; the first cell of a row is its heading.</summary>
/// <param name="Caption">What the table holds.</param>
/// <param name="Columns">Headings of the columns; one of numbers begins with <c>&gt;</c>.</param>
/// <param name="Rows">The cells, row by row.</param>
internal sealed record Grid(string Caption, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows) : Block
{
    /// <inheritdoc/>
    public override Block Map(Func<string, string> text) =>
        new Grid(text(Caption), Columns, [.. Rows.Select(row => (IReadOnlyList<string>)[.. row.Select(text)])]);
}

/// <summary>What the program cannot know: a place left empty, that says who has to write what there.</summary>
/// <param name="Who">Who writes it, as in <c>the IG lead</c>.</param>
/// <param name="What">What is to be written.</param>
internal sealed record ToWrite(string Who, string What) : Block
{
    /// <inheritdoc/>
    public override Block Map(Func<string, string> text) => new ToWrite(text(Who), text(What));
}
