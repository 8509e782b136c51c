namespace Shop.Admin.Languages;

/// <remarks>Operators, the signed-in operator's own account, and the audit log.</remarks>
public sealed partial class Texts
{
    public string RoleLabel => Say("역할", "Role");
    public string StatusLabel => Say("상태", "Status");
    public string SecondFactor => Say("2단계 인증", "Second factor");
    public string LastUsed => Say("마지막 활동", "Last active");
    public string Sessions => Say("로그인된 기기", "Sessions");
    public string Acts => Say("작업", "Actions");
    public string Yes => Say("있음", "Yes");
    public string No => Say("없음", "No");
    public string Never => Say("없음", "Never");
    public string InviteTitle => Say("운영자 초대", "Invite an operator");
    public string Invite => Say("초대하기", "Invite");
    public string LinkReady(string loginId) => Say($"{loginId} 님에게 전달할 링크", $"Link for {loginId}");
    public string LinkAdvice(DateTimeOffset until) => Say(
        $"{Moment(until)}까지 한 번만 쓸 수 있습니다. 지금만 보이니 복사해서 본인에게 직접 전해 주세요.",
        $"Works once, until {Moment(until)}. It is shown only now: copy it and hand it to the person yourself.");
    public string NewLink => Say("새 링크", "New link");
    public string Disable => Say("사용 중지", "Disable");
    public string Enable => Say("사용 재개", "Enable");
    public string ResetSecondFactor => Say("2단계 인증 초기화", "Reset second factor");
    public string EndSessions => Say("모두 로그아웃", "End all sessions");
    public string ConfirmDisable(string loginId) => Say(
        $"{loginId} 님을 사용 중지할까요? 곧바로 로그아웃됩니다.",
        $"Disable {loginId}? The operator is signed out at once.");
    public string ConfirmReset(string loginId) => Say(
        $"{loginId} 님의 2단계 인증을 초기화할까요? 본인인지 확인한 뒤에만 하세요.",
        $"Reset the second factor of {loginId}? Do this only if you have recognized the person.");
    public string ConfirmEndSessions(string loginId) => Say(
        $"{loginId} 님을 모든 기기에서 로그아웃할까요?", $"Sign {loginId} out on all devices?");
    public string ConfirmLink(string loginId) => Say(
        $"{loginId} 님의 비밀번호를 새로 정하는 링크를 만들까요?",
        $"Create a link with which {loginId} sets a new password?");
    public string Done => Say("처리했습니다.", "Done.");

    public string ThisSession => Say("현재 기기", "This device");
    public string Device => Say("기기", "Device");
    public string Started => Say("로그인", "Signed in");
    public string EndSession => Say("로그아웃", "End");
    public string ChangePassword => Say("비밀번호 바꾸기", "Change the password");
    public string CurrentPassword => Say("현재 비밀번호", "Current password");
    public string PasswordChanged => Say(
        "비밀번호를 바꿨습니다. 다른 기기에서는 로그아웃되었습니다.",
        "The password was changed. Your other sessions have ended.");
    public string RecoveryCodes => Say("복구 코드", "Recovery codes");
    public string RecoveryCodesLeft(int left) => Say($"남은 복구 코드 {left}개", $"{left} recovery codes left");
    public string RenewRecoveryCodes => Say("복구 코드 새로 만들기", "Create new recovery codes");

    public string When => Say("시각", "When");
    public string Who => Say("운영자", "Operator");
    public string What => Say("작업", "Act");
    public string Subject => Say("대상", "Subject");
    public string Change => Say("변경 내용", "Change");
    public string AllActs => Say("모든 작업", "All acts");
    public string Search => Say("찾기", "Search");
    public string Older => Say("이전 기록 더 보기", "Show older entries");
    public string NothingFound => Say("기록이 없습니다.", "No entries.");
    public string OwnActsOnly => Say("내 활동만 보입니다.", "You see your own acts only.");

    public string Role(OperatorRole role) => role switch
    {
        OperatorRole.Owner => Say("대표", "Owner"),
        OperatorRole.Staff => Say("직원", "Staff"),
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, null),
    };

    public string Status(OperatorStatus status) => status switch
    {
        OperatorStatus.Invited => Say("초대됨", "Invited"),
        OperatorStatus.Active => Say("사용 중", "Active"),
        OperatorStatus.Disabled => Say("사용 중지", "Disabled"),
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, null),
    };

    public string Act(AuditAct act) => act switch
    {
        AuditAct.SignedIn => Say("로그인", "Signed in"),
        AuditAct.LockedOut => Say("잠김", "Locked out"),
        AuditAct.PasswordSet => Say("링크로 비밀번호 설정", "Set the password by a link"),
        AuditAct.PasswordChanged => Say("비밀번호 변경", "Changed the password"),
        AuditAct.SecondFactorSetUp => Say("2단계 인증 설정", "Set up the second factor"),
        AuditAct.SecondFactorReset => Say("2단계 인증 초기화", "Reset the second factor"),
        AuditAct.RecoveryCodesRenewed => Say("복구 코드 재발급", "Renewed the recovery codes"),
        AuditAct.SessionEnded => Say("로그아웃", "Ended sessions"),
        AuditAct.OwnerCreated => Say("대표 운영자 생성", "Created an owner"),
        AuditAct.OperatorInvited => Say("운영자 초대", "Invited an operator"),
        AuditAct.LinkIssued => Say("링크 발급", "Issued a link"),
        AuditAct.OperatorDisabled => Say("운영자 사용 중지", "Disabled an operator"),
        AuditAct.OperatorEnabled => Say("운영자 사용 재개", "Enabled an operator"),
        AuditAct.OrderShipped => Say("배송 시작", "Shipped an order"),
        AuditAct.OrderDelivered => Say("배송 완료", "Marked an order delivered"),
        AuditAct.OrderCancelled => Say("주문 취소", "Cancelled an order"),
        AuditAct.OrderRefunded => Say("환불", "Refunded an order"),
        AuditAct.PaymentRechecked => Say("결제 다시 확인", "Rechecked a payment"),
        AuditAct.NoteAdded => Say("메모 추가", "Added a note"),
        _ => throw new ArgumentOutOfRangeException(nameof(act), act, null),
    };
}
