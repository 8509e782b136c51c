// An open or ended window: its payment or verification and where its result goes. The page in the shopper's browser
// knows only the transaction id.
using Microsoft.AspNetCore.WebUtilities;

namespace Shop.PortOne.Sandbox.Window;

/// <summary>One window.</summary>
/// <param name="SubjectId">The payment or the identity verification.</param>
/// <param name="OpenerOrigin">The origin of the page that opened it, which may frame it and gets its result.</param>
/// <param name="RedirectUrl">The URL to redirect to at the end; null if the opener waits for a message.</param>
public sealed record WindowSession(
    string TransactionId, string SubjectId, string OpenerOrigin, string Locale, string? RedirectUrl = null)
{
    private const string English = "EN";

    /// <summary>The window's language: English if it was requested, else Korean.</summary>
    public string Language => Locale.StartsWith(English, StringComparison.OrdinalIgnoreCase) ? "en" : "ko";

    /// <summary>The merchant's name in the window: the opener's host.</summary>
    public string Merchant => Uri.TryCreate(OpenerOrigin, UriKind.Absolute, out var opener) ? opener.Host : "";

    /// <summary>The origin of the requesting page; empty if the browser does not send one.</summary>
    public static string OriginOf(HttpRequest request) =>
        Uri.TryCreate(request.Headers.Origin.ToString(), UriKind.Absolute, out var origin)
            ? origin.GetLeftPart(UriPartial.Authority)
            : "";

    /// <summary>Ends the window with a result.</summary>
    public WindowEnd End(WindowResult result) => new(
        result,
        RedirectUrl is null ? null : QueryHelpers.AddQueryString(RedirectUrl, result.AsQuery()));
}

/// <summary>A window's result, for the opener or in the query of <paramref name="RedirectTo"/>.</summary>
public sealed record WindowEnd(WindowResult Result, string? RedirectTo);

/// <summary>The result that the shop's page gets. It is a failure if it has a code.</summary>
public sealed record WindowResult(
    string TransactionType,
    string? PaymentId = null,
    string? TxId = null,
    string? IdentityVerificationId = null,
    string? IdentityVerificationTxId = null,
    string? Code = null,
    string? Message = null,
    string? PgCode = null,
    string? PgMessage = null)
{
    private const string PgFailure = "FAILURE_TYPE_PG";

    public static WindowResult OfPayment(string paymentId, string txId) => new("PAYMENT", paymentId, txId);

    public static WindowResult OfIdentityVerification(string id, string txId) =>
        new("IDENTITY_VERIFICATION", IdentityVerificationId: id, IdentityVerificationTxId: txId);

    /// <summary>A refusal of the gateway. The code is always the same; PgCode is the gateway's own code.</summary>
    public WindowResult RefusedByGateway(string pgCode, string pgMessage) =>
        this with { Code = PgFailure, Message = pgMessage, PgCode = pgCode, PgMessage = pgMessage };

    public WindowResult Refused(string code, string message) => this with { Code = code, Message = message };

    public IEnumerable<KeyValuePair<string, string?>> AsQuery() =>
        new Dictionary<string, string?>
        {
            ["transactionType"] = TransactionType,
            ["paymentId"] = PaymentId,
            ["txId"] = TxId,
            ["identityVerificationId"] = IdentityVerificationId,
            ["identityVerificationTxId"] = IdentityVerificationTxId,
            ["code"] = Code,
            ["message"] = Message,
            ["pgCode"] = PgCode,
            ["pgMessage"] = PgMessage,
        }.Where(parameter => parameter.Value is not null);
}
