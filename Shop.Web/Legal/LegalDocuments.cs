// The terms of use and the privacy policy, one Markdown file per language. They describe the shop's behaviour and the
// lifetimes of its cookies and data, so update them when the behaviour changes. The seller's facts are in the footer.
using System.Collections.Concurrent;
using Markdig;
using Microsoft.AspNetCore.Components;

namespace Shop.Web.Legal;

public static class LegalDocuments
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().Build();
    private static readonly ConcurrentDictionary<string, MarkupString> Rendered = new();

    /// <summary>The document <c>terms</c> or <c>privacy</c> as HTML.</summary>
    public static MarkupString Render(string name, string language) =>
        Rendered.GetOrAdd($"{name}.{language}.md", Read);

    private static MarkupString Read(string file)
    {
        using var stream = typeof(LegalDocuments).Assembly.GetManifestResourceStream(file)!;
        using var reader = new StreamReader(stream);
        return new(Markdown.ToHtml(reader.ReadToEnd(), Pipeline));
    }
}
