// The seller and the shop's public address, which the operator sets. Development has examples
// (appsettings.Development.json). The pages omit what is missing, and the log names it at the start. The start
// continues, because a shop that has taken money must keep running.
using System.ComponentModel.DataAnnotations;

namespace Shop.Web.About;

/// <summary>Information about the shop on its pages (<c>Shop:*</c>).</summary>
public sealed class ShopSettings : IValidatableObject
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Shop";

    /// <summary>The shop's address for search engines and link previews, such as <c>https://shop.example</c>.</summary>
    public string PublicAddress { get; init; } = "";

    /// <summary>The seller, for the footer.</summary>
    public Seller Seller { get; init; } = new();

    public IEnumerable<ValidationResult> Validate(ValidationContext context)
    {
        if (PublicAddress.Length > 0 && !IsAddress(PublicAddress))
        {
            yield return new(
                $"{Section}:{nameof(PublicAddress)} must be an http or https address without a path. Correct it.",
                [nameof(PublicAddress)]);
        }
    }

    /// <summary>The names of the settings without a value.</summary>
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

/// <summary>What the Act on Consumer Protection in Electronic Commerce requires (전자상거래법 제10조, 제13조).</summary>
public sealed class Seller
{
    /// <summary>The company's name.</summary>
    public string Name { get; init; } = "";

    /// <summary>The owner's name.</summary>
    public string Owner { get; init; } = "";

    /// <summary>The business registration number (사업자등록번호).</summary>
    public string BusinessNumber { get; init; } = "";

    /// <summary>The mail-order report number (통신판매업 신고번호).</summary>
    public string MailOrderNumber { get; init; } = "";

    /// <summary>The business address.</summary>
    public string Address { get; init; } = "";

    /// <summary>The phone number.</summary>
    public string Phone { get; init; } = "";

    /// <summary>The email address.</summary>
    public string Email { get; init; } = "";

    /// <summary>The person responsible for personal data (개인정보 보호책임자).</summary>
    public string PrivacyOfficer { get; init; } = "";

    /// <summary>The hosting provider (호스팅 서비스 제공자).</summary>
    public string Host { get; init; } = "";
}
