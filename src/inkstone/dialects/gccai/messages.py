"""What GCCAI's clients are told of a task that made nothing, in the language that they ask for.

The English message says exactly what happened and is kept in brackets. It knows no task.
"""

from collections.abc import Mapping

#: By code of the error; one that is not here is the engine's.
_CHINESE: Mapping[str, str] = {
    "job_not_found": "没有这个任务,或其记录已不再保留",
    "job_expired": "任务排队时间过长,未生成图片,未扣费",
    "job_cancelled": "任务已取消",
    "content_refused": "请求的内容被拒绝",
    "storage_full": "服务器存储空间不足,请稍后重试",
    "model_unavailable": "模型暂时不可用,请稍后重试",
    "upstream_unavailable": "上游服务暂时不可用,请稍后重试,未扣费",
    "upstream_busy": "上游服务繁忙,请稍后重试,未扣费",
    "upstream_result_lost": "上游生成的图片无法取回,未扣费",
    "upstream_unknown": "上游服务结果未知,未扣费",
    "internal_error": "服务器内部错误",
    "worker_lost": "生成过程中断,未扣费",
    "unsupported_edit": "引擎无法执行该编辑指令",
    "edit_unsupported": "当前引擎不支持图片编辑",
    "result_deleted": "结果已被删除",
}
_CHINESE_INPUT = "输入图片无法使用"
_CHINESE_OTHER = "图片生成失败"


def told(message: str, *, code: str, language: str | None) -> str:
    """A message in a language: `zh`, with its region or without; English for any other.

    Args:
        message: in English.
        code: of the error that it tells of.
        language: as the caller named it.
    """
    if language is None or language.lower().partition("-")[0] != "zh":
        return message
    is_input = code.startswith(("input_", "url_"))
    chinese = _CHINESE.get(code, _CHINESE_INPUT if is_input else _CHINESE_OTHER)
    return f"{chinese}({message})"
