// Verification without a window: the merchant's server requests it, the shopper gets a message on the phone, and the
// server confirms. Any six-digit one-time password is accepted, for example 123456, except 000000, which is wrong.
using System.Globalization;
using Microsoft.Extensions.Options;
using Shop.PortOne.Sandbox.Api;
using Shop.PortOne.Sandbox.Payments;
using Shop.PortOne.Sandbox.Store;

namespace Shop.PortOne.Sandbox.IdentityVerifications;

/// <summary>The person to verify.</summary>
public sealed record SendCustomer(
    string Name, string PhoneNumber, string IpAddress, string? Id = null, string? IdentityNumber = null);

/// <summary>Starts a verification without a window.</summary>
public sealed record SendRequest(
    string ChannelKey,
    SendCustomer Customer,
    VerificationMethod Method,
    string? Operator = null,
    string? StoreId = null,
    string? CustomData = null) : IStoreRequest;

/// <summary>Confirms a verification with the one-time password.</summary>
public sealed record ConfirmOtpRequest(string? Otp = null, string? StoreId = null) : IStoreRequest;

/// <summary>Sends, resends and confirms verifications without a window.</summary>
public sealed class SendIdentityVerification(
    OpenIdentityVerification open, SandboxChannels channels, IOptions<SandboxSettings> settings,
    TimeProvider clock)
{
    private const string WrongOtp = "000000";
    private const int OtpDigits = 6;

    // yyMMdd, and a digit that encodes the century and the gender.
    private const int IdentityNumberDigits = 7;

    public Reply Send(SandboxState state, string id, SendRequest request)
    {
        if (request.ChannelKey != channels.Identity.Key)
        {
            return Refusals.ChannelNotFound;
        }

        var number = request.Customer.IdentityNumber;
        if (request.Method == VerificationMethod.Sms && BirthDateOf(number) is null)
        {
            return Refusals.Invalid("SMS requires the first seven digits of the identity number.");
        }

        if (state.IdentityVerifications.Find(id) is { Sent: not null, Status: IdentityVerificationStatus.Ready })
        {
            return Refusals.IdentityVerificationAlreadySent;
        }

        var customer = request.Customer;
        var order = new VerificationOrder(
            settings.Value.StoreId,
            channels.Identity,
            settings.Value.ChannelType,
            new(customer.Id, customer.Name, customer.PhoneNumber),
            request.CustomData);
        if (open.Run(state, id, order) is not { } opened)
        {
            return Refusals.IdentityVerificationAlreadyVerified;
        }

        state.IdentityVerifications.Put(opened with
        {
            Sent = new(customer.Name, customer.PhoneNumber, number, request.Method, request.Operator),
        });
        return Reply.Ok(new { });
    }

    public Reply Resend(SandboxState state, string id) => state.IdentityVerifications.Find(id) switch
    {
        null => Refusals.IdentityVerificationNotFound,
        { IsVerified: true } => Refusals.IdentityVerificationAlreadyVerified,
        { Sent.Method: VerificationMethod.Sms } => Reply.Ok(new { }),
        _ => Refusals.IdentityVerificationNotSent,
    };

    public Reply Confirm(SandboxState state, string id, ConfirmOtpRequest request)
    {
        var verification = state.IdentityVerifications.Find(id);
        if (verification is null || verification.IsVerified || verification.Sent is not { } sent)
        {
            return verification switch
            {
                null => Refusals.IdentityVerificationNotFound,
                { IsVerified: true } => Refusals.IdentityVerificationAlreadyVerified,
                _ => Refusals.IdentityVerificationNotSent,
            };
        }

        if (sent.Method == VerificationMethod.Sms && !IsRight(request.Otp))
        {
            return Refusals.PgProvider("OTP_MISMATCH", "인증번호가 일치하지 않습니다.");
        }

        var phone = ConnectingInformation.DigitsOf(sent.PhoneNumber);
        var birthDate = BirthDateOf(sent.IdentityNumber);
        var person = new VerifiedCustomer(
            sent.Name,
            birthDate,
            GenderOf(sent.IdentityNumber),
            phone,
            sent.Operator,
            IsForeigner: false,
            ConnectingInformation.CiOf(sent.Name, birthDate, phone),
            ConnectingInformation.DiOf(verification.StoreId, sent.Name, birthDate, phone));
        var verified = verification.VerifiedAs(person, clock.GetUtcNow());
        state.IdentityVerifications.Put(verified);
        return Reply.Ok(new { IdentityVerification = IdentityVerificationView.Of(verified) });
    }

    private static bool IsRight(string? otp) =>
        otp is { Length: OtpDigits } && otp.All(char.IsAsciiDigit) && otp != WrongOtp;

    private static string? BirthDateOf(string? identityNumber)
    {
        if (identityNumber is not { Length: IdentityNumberDigits } || !identityNumber.All(char.IsAsciiDigit))
        {
            return null;
        }

        var century = identityNumber[^1] is '3' or '4' or '7' or '8' ? "20" : "19";
        return DateOnly.TryParseExact(
            century + identityNumber[..6], "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : null;
    }

    private static string? GenderOf(string? identityNumber) => identityNumber is null
        ? null
        : (identityNumber[^1] - '0') % 2 == 1 ? "MALE" : "FEMALE";
}
