// Who keeps the shop, and under which address everybody knows it: the operator's to say. Development has examples
// (appsettings.Development.json). What is not given is left out of the pages, and named in the log of the start: a shop
// that has taken money runs on, whatever its footer lacks.
using System.ComponentModel.DataAnnotations;

namespace Shop.Web.About;

/// <summary>What the pages tell about the shop itself (<c>Shop:*</c>).</summary>
public sealed class ShopSettings : IValidatableObject
{
    public const string Section = "Shop";

    /// <summary>The shop's own address for search engines and for sharing, as <c>https://shop.example</c>.</summary>
    public string PublicAddress { get; init; } = "";

    public Seller Seller { get; init; } = new();

    public IEnumerable<ValidationResult> Validate(ValidationContext context)
    {
        if (PublicAddress.Length > 0 && !IsAddress(PublicAddress))
        {
            yield return new(
                $"{Section}:{nameof(PublicAddress)} must be an http or https address without a path.",
                [nameof(PublicAddress)]);
        }
    }

    /// <summary>The settings that have no value.</summary>
    public IEnumerable<string> Missing()
    {
        if (PublicAddress.Length == 0)
        {
            yield return $"{Section}:{nameof(PublicAddress)}";
        }

        foreach (var property in typeof(Seller).GetProperties().Where(property => property.GetValue(Seller) is ""))
        {
            yield return $"{Section}:{nameof(Seller)}:{property.Name}";
        }
    }

    private static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && address is { Scheme: "http" or "https", PathAndQuery: "/", Fragment: "" };
}

/// <summary>What the law on electronic commerce wants to be read about a seller (전자상거래법 제10조, 제13조).</summary>
public sealed class Seller
{
    public string Name { get; init; } = "";

    public string Owner { get; init; } = "";

    public string BusinessNumber { get; init; } = "";

    /// <summary>The number under which the mail-order business is reported (통신판매업 신고번호).</summary>
    public string MailOrderNumber { get; init; } = "";

    public string Address { get; init; } = "";

    public string Phone { get; init; } = "";

    public string Email { get; init; } = "";

    /// <summary>Who answers for personal data (개인정보 보호책임자).</summary>
    public string PrivacyOfficer { get; init; } = "";

    /// <summary>Whose machines the shop runs on (호스팅 서비스 제공자).</summary>
    public string Host { get; init; } = "";
}
