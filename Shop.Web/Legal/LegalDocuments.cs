// The terms of use and the privacy policy, one Markdown file per language. They describe the shop's behaviour and the
// lifetimes of its cookies and data, so update them when the behaviour changes. The seller's facts are in the footer.
using System.Collections.Concurrent;
using Markdig;
using Microsoft.AspNetCore.Components;

namespace Shop.Web.Legal;

/// <summary>Reads the legal documents, which are embedded in the assembly.</summary>
public static class LegalDocuments
{
    private static readonly MarkdownPipeline Markdown = new MarkdownPipelineBuilder().DisableHtml().Build();
    private static readonly ConcurrentDictionary<string, MarkupString> Rendered = new();

    /// <summary>A document as HTML.</summary>
    /// <param name="name">The name of the file, such as <c>terms</c>.</param>
    /// <param name="language"><c>ko</c> or <c>en</c>.</param>
    public static MarkupString Render(string name, string language) =>
        Rendered.GetOrAdd($"{name}.{language}.md", Read);

    private static MarkupString Read(string file)
    {
        using var stream = typeof(LegalDocuments).Assembly.GetManifestResourceStream(file)
            ?? throw new ArgumentException($"There is no document {file}.", nameof(file));
        using var reader = new StreamReader(stream);
        return new(Markdig.Markdown.ToHtml(reader.ReadToEnd(), Markdown));
    }
}
