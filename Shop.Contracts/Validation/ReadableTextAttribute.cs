using System.ComponentModel.DataAnnotations;

namespace Shop.Contracts;

/// <summary>
/// Text of valid characters that is not blank. Without the spaces around it, it has at most as many UTF-16 units as the
/// attribute's argument says.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class ReadableTextAttribute : StringLengthAttribute
{
    public ReadableTextAttribute(int maximumLength) : base(maximumLength)
    {
        MinimumLength = 1;
        ErrorMessage = "Enter 1 to {1} readable characters.";
    }

    /// <summary>Accepts null and blank text too.</summary>
    public bool IsOptional
    {
        get => MinimumLength == 0;
        set => MinimumLength = value ? 0 : 1;
    }

    /// <summary>Refuses control characters, such as line breaks.</summary>
    public bool IsSingleLine { get; set; }

    public override bool IsValid(object? value) => value is string text && !string.IsNullOrWhiteSpace(text)
        ? text.Trim().Length <= MaximumLength
            && ReadableText.IsText(text)
            && !(IsSingleLine && text.Any(char.IsControl))
        : IsOptional;
}
