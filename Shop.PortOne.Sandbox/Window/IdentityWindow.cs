// The actions in the verification window. Only the last window that was opened for an id is valid.
using Microsoft.Extensions.Options;
using Shop.PortOne.Sandbox.Api;
using Shop.PortOne.Sandbox.IdentityVerifications;
using Shop.PortOne.Sandbox.Store;

namespace Shop.PortOne.Sandbox.Window;

/// <summary>The data that the shopper enters.</summary>
public sealed record VerifyInWindow(string Name, string BirthDate, string PhoneNumber, string? Gender = null);

/// <summary>The actions in the verification window.</summary>
public sealed class IdentityWindow(IOptions<SandboxSettings> settings, TimeProvider clock)
{
    public static Reply Show(SandboxState state, string txId) =>
        Find(state, txId) is var (window, verification)
            ? Reply.Ok(new
            {
                window.Language,
                window.OpenerOrigin,
                window.Merchant,
                Customer = verification.RequestedCustomer,
            })
            : WindowEndpoints.NoWindow;

    public Reply Verify(SandboxState state, string txId, VerifyInWindow person)
    {
        if (Find(state, txId) is not var (window, verification))
        {
            return WindowEndpoints.NoWindow;
        }

        var phone = ConnectingInformation.DigitsOf(person.PhoneNumber);
        if (string.IsNullOrWhiteSpace(person.Name) || phone is not { Length: >= 9 and <= 11 }
            || !DateOnly.TryParseExact(person.BirthDate, "yyyy-MM-dd", out _))
        {
            return Refusals.Invalid("The name, birth date or phone number is missing or invalid.");
        }

        var name = person.Name.Trim();
        state.IdentityVerifications.Put(verification.VerifiedAs(
            new(
                name,
                person.BirthDate,
                person.Gender,
                phone,
                "SKT",
                IsForeigner: false,
                ConnectingInformation.CiOf(name, person.BirthDate, phone),
                ConnectingInformation.DiOf(settings.Value.StoreId, name, person.BirthDate, phone)),
            clock.GetUtcNow()));
        return Reply.Ok(window.End(WindowResult.OfIdentityVerification(verification.Id, txId)));
    }

    public Reply Fail(SandboxState state, string txId)
    {
        if (Find(state, txId) is not var (window, verification))
        {
            return WindowEndpoints.NoWindow;
        }

        var message = window.Language == "en" ? "The identity could not be verified." : "본인 확인에 실패했습니다.";
        state.IdentityVerifications.Put(
            verification.Failed(new(message, "IDENTITY_MISMATCH", message), clock.GetUtcNow()));
        return Reply.Ok(window.End(WindowResult.OfIdentityVerification(verification.Id, txId)
            .RefusedByGateway("IDENTITY_MISMATCH", message)));
    }

    /// <summary>The shopper leaves the window: nothing is stored.</summary>
    public static Reply Close(SandboxState state, string txId)
    {
        if (Find(state, txId) is not var (window, verification))
        {
            return WindowEndpoints.NoWindow;
        }

        var message = window.Language == "en" ? "The verification was cancelled." : "본인인증을 취소했습니다.";
        return Reply.Ok(window.End(WindowResult.OfIdentityVerification(verification.Id, txId)
            .RefusedByGateway("USER_CANCELED", message)));
    }

    public static (WindowSession Window, IdentityVerification Verification)? Find(SandboxState state, string txId) =>
        state.Windows.Find(txId) is { } window
        && state.IdentityVerifications.Find(window.SubjectId) is { IsVerified: false } verification
        && verification.TransactionId == txId
            ? (window, verification)
            : null;
}
