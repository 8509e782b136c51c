// The seller and the shop's public address, which the operator sets. Development has examples
// (appsettings.Development.json). The pages omit what is missing, and the log names it at the start. The start
// continues, because a shop that has taken money must keep running.
using System.ComponentModel.DataAnnotations;

namespace Shop.Web.About;

/// <summary>Information about the shop on its pages (<c>Shop:*</c>).</summary>
public sealed class ShopSettings : IValidatableObject
{
    public const string Section = "Shop";

    /// <summary>The shop's address for search engines and link previews, such as <c>https://shop.example</c>.</summary>
    public string PublicAddress { get; init; } = "";

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

    public void LogMissing(ILogger logger)
    {
        var missing = typeof(Seller).GetProperties().Where(property => property.GetValue(Seller) is "")
            .Select(property => $"{Section}:{nameof(Seller)}:{property.Name}").ToList();
        if (PublicAddress.Length == 0)
        {
            missing.Insert(0, $"{Section}:{nameof(PublicAddress)}");
        }

        if (missing.Count > 0)
        {
            logger.LogWarning(
                "The pages omit information that the law or search engines require. Set {Missing}",
                string.Join(", ", missing));
        }
    }

    private static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && address is { Scheme: "http" or "https", PathAndQuery: "/", Fragment: "" };
}

/// <summary>What the Act on Consumer Protection in Electronic Commerce requires (전자상거래법 제10조, 제13조).</summary>
public sealed class Seller
{
    public string Name { get; init; } = "";
    public string Owner { get; init; } = "";
    public string BusinessNumber { get; init; } = ""; // 사업자등록번호
    public string MailOrderNumber { get; init; } = ""; // 통신판매업 신고번호
    public string Address { get; init; } = "";
    public string Phone { get; init; } = "";
    public string Email { get; init; } = "";
    public string PrivacyOfficer { get; init; } = ""; // 개인정보 보호책임자
    public string Host { get; init; } = ""; // 호스팅 서비스 제공자
}
