using System.Runtime.CompilerServices;
using System.Text;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Text with references in it: a value in run mode, an expression in the manifest.</summary>
public sealed class ReferenceExpression : IValueProvider, IManifestExpressionProvider
{
    // A string is literal text, anything else a reference.
    private readonly IReadOnlyList<object> _parts;

    private ReferenceExpression(IReadOnlyList<object> parts) => _parts = parts;

    /// <inheritdoc />
    public string ValueExpression =>
        string.Concat(_parts.Select(part => part as string ?? ((IManifestExpressionProvider)part).ValueExpression));

    internal IEnumerable<object> References => _parts.Where(part => part is not string);

    /// <summary>Makes an expression of interpolated text.</summary>
    public static ReferenceExpression Create(in ExpressionInterpolatedStringHandler handler) => new(handler.Parts);

    /// <inheritdoc />
    public async ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default)
    {
        var value = new StringBuilder();
        foreach (var part in _parts)
        {
            value.Append(part as string ?? await ((IValueProvider)part).GetValueAsync(cancellationToken));
        }

        return value.ToString();
    }

    /// <summary>Collects the text and the references of an interpolated string.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct ExpressionInterpolatedStringHandler(int literalLength, int formattedCount)
    {
        internal List<object> Parts { get; } = new(literalLength == 0 ? formattedCount : 1 + (2 * formattedCount));

        /// <summary>Literal text.</summary>
        public void AppendLiteral(string value) => Parts.Add(value);

        /// <summary>Text from a variable.</summary>
        public void AppendFormatted(string? value) => Parts.Add(value ?? "");

        /// <summary>A reference.</summary>
        public void AppendFormatted<T>(T valueProvider) where T : IValueProvider, IManifestExpressionProvider =>
            Parts.Add(valueProvider);
    }
}
