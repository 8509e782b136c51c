using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;

namespace Shop.Contracts;

/// <summary>The e-mail addresses that the shop accepts: those that HTML's input type accepts, with a domain.</summary>
public static partial class EmailAddress
{
    public const int MaxLength = 100;

    /// <summary>True for an address without surrounding blanks.</summary>
    public static bool IsValid(string text) => text.Length <= MaxLength && Pattern().IsMatch(text);

    [GeneratedRegex(@"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9][A-Za-z0-9-]*(?:\.[A-Za-z0-9-]+)+\z")]
    private static partial Regex Pattern();
}

/// <summary>An e-mail address that the shop accepts, or no text; spaces around it are ignored.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class OptionalEmailAddressAttribute : StringLengthAttribute
{
    public OptionalEmailAddressAttribute() : base(EmailAddress.MaxLength) =>
        ErrorMessage = "An e-mail address has a name, @ and a domain; {1} characters at most.";

    public override bool IsValid(object? value) =>
        value is not string text || string.IsNullOrWhiteSpace(text) || EmailAddress.IsValid(text.Trim());
}
