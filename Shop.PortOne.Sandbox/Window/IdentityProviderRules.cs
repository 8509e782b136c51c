using System.Text.Json;

namespace Shop.PortOne.Sandbox.Window;

/// <summary>The rules of each provider about the parameters of <c>requestIdentityVerification</c>.</summary>
public static class IdentityProviderRules
{
    private const int KcpIdLength = 40;

    /// <summary>True if the SDK posts a form to the provider on a phone.</summary>
    public static bool HandsOverByForm(string provider) => provider is "INICIS_UNIFIED" or "KCP_V2" or "DANAL";

    /// <summary>Why the provider refuses the request; null if the window opens.</summary>
    public static string? RefusalOf(string provider, IdentityWindowRequest request) => provider switch
    {
        "INICIS_UNIFIED" => Inicis(request),
        "KCP_V2" when request.IdentityVerificationId is { Length: > KcpIdLength }
            || !request.IdentityVerificationId.All(char.IsAsciiLetterOrDigit) =>
            $"identityVerificationId has at most {KcpIdLength} letters and digits.",
        "DANAL" when request.Customer?.PhoneNumber is { } phone && !phone.All(char.IsAsciiDigit) =>
            "customer.phoneNumber has digits only.",
        _ => null,
    };

    private static string? Inicis(IdentityWindowRequest request)
    {
        var isFixed = request.Bypass is { ValueKind: JsonValueKind.Object } bypass
            && bypass.TryGetProperty("inicisUnified", out var own) && own.ValueKind == JsonValueKind.Object
            && own.TryGetProperty("flgFixedUser", out var flag)
                ? flag.GetString()
                : null;
        return (isFixed, request.Customer) switch
        {
            ("N", _) => null,
            ("Y", { Name: not null, PhoneNumber: not null, BirthYear: not null } customer)
                when customer is { BirthMonth: not null, BirthDay: not null } => null,
            ("Y", _) => "customer.fullName, phoneNumber and birth date are required when flgFixedUser is Y.",
            _ => "bypass.inicisUnified.flgFixedUser must be Y or N.",
        };
    }
}
